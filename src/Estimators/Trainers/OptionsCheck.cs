using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>Checks options all at once, so that nobody fixes them one by one.</summary>
internal static class OptionsCheck
{
    /// <summary>Throws one exception that names everything that is wrong.</summary>
    /// <param name="options">What all trainers share.</param>
    /// <param name="outputs">The outputs that the task needs of the network: a minimum and a maximum.</param>
    /// <param name="more">Problems that the trainer found in its own options.</param>
    public static void Throw(TrainerOptions options, (long Minimum, long Maximum) outputs, IEnumerable<string> more)
    {
        var problems = new List<string>();
        void Check(bool good, string option, object? value, string expected)
        {
            if (!good)
            {
                problems.Add(FormattableString.Invariant($"{option} must be {expected}, but is {value ?? "null"}."));
            }
        }

        CheckNetwork(options.Network, outputs, problems);
        Check(!string.IsNullOrWhiteSpace(options.FeatureColumnName), nameof(options.FeatureColumnName), "empty", "the name of a column");
        Check(!string.IsNullOrWhiteSpace(options.LabelColumnName), nameof(options.LabelColumnName), "empty", "the name of a column");
        Check(!string.IsNullOrWhiteSpace(options.ScoreColumnName), nameof(options.ScoreColumnName), "empty", "the name of a column");
        Check(options.ExampleWeightColumnName is null or { Length: > 0 }, nameof(options.ExampleWeightColumnName), "empty", "the name of a column or null");
        Check(options.Epochs is >= 1 and <= 1_000_000, nameof(options.Epochs), options.Epochs, "between 1 and 1,000,000");
        Check(options.BatchSize is >= 1 and <= 65_536, nameof(options.BatchSize), options.BatchSize, "between 1 and 65,536");
        Check(options.LearningRate > 0 && double.IsFinite(options.LearningRate), nameof(options.LearningRate), options.LearningRate, "a finite number above 0");
        Check(Positive(options.ClipGradientNorm), nameof(options.ClipGradientNorm), options.ClipGradientNorm, "a finite number above 0, or null");
        Check(Positive(options.ClipGradientValue), nameof(options.ClipGradientValue), options.ClipGradientValue, "a finite number above 0, or null");
        Check(options.ValidationFraction is >= 0 and <= 0.9, nameof(options.ValidationFraction), options.ValidationFraction, "between 0 and 0.9");
        Check(options.Threads is >= 0 and <= 1024, nameof(options.Threads), options.Threads, "between 0 and 1,024");
        Check(options.CacheBudget >= 0, nameof(options.CacheBudget), options.CacheBudget, "at least 0 bytes");
        Check(options.ReadAhead is >= 1 and <= 1024, nameof(options.ReadAhead), options.ReadAhead, "between 1 and 1,024");
        Check(options.CheckpointInterval >= 0, nameof(options.CheckpointInterval), options.CheckpointInterval, "at least 0");
        Check(Enum.IsDefined(options.Precision), nameof(options.Precision), options.Precision, "Float32 or BFloat16");
        Check(Enum.IsDefined(options.Caching), nameof(options.Caching), options.Caching, "Auto, Memory or None");
        Check(Enum.IsDefined(options.Progress), nameof(options.Progress), options.Progress, "Auto, Bar, Lines or None");
        Check(options.Optimizer is not null, nameof(options.Optimizer), options.Optimizer, "given");
        Check(options.Schedule is not null, nameof(options.Schedule), options.Schedule, "given");
        Check(options.ParameterGroups is not null, nameof(options.ParameterGroups), options.ParameterGroups, "given");
        if (options is { ValidationData: not null, ValidationFraction: > 0 })
        {
            problems.Add("ValidationData and ValidationFraction exclude each other; give one of them.");
        }

        if (options is { Resume: true, CheckpointFolder: null })
        {
            problems.Add("Resume needs a CheckpointFolder to resume from.");
        }

        if (!DeviceChoice.TryValidate(options.Device, out string? device))
        {
            problems.Add(device!);
        }

        problems.AddRange(options.Optimizer?.FindProblems() ?? []);
        problems.AddRange(options.Schedule?.FindProblems() ?? []);
        problems.AddRange(options.EarlyStopping?.FindProblems() ?? []);
        problems.AddRange((options.ParameterGroups ?? []).SelectMany((g, i) => g.FindProblems(i)));
        IReadOnlyList<long?>? input = options.Network is { Inputs: [var image] } ? image.Shape : null;
        problems.AddRange(Augmentation.FindProblems(options.Augmentation, input is null or { Count: 4 }, input is { Count: 4 } ? (int?)input[1] : null));
        problems.AddRange(more);
        if (problems.Count > 0)
        {
            throw new OptionsException(problems);
        }
    }

    private static bool Positive(double? value) => value is null || (value > 0 && double.IsFinite(value.Value));

    private static void CheckNetwork(Network? network, (long Minimum, long Maximum) outputs, List<string> problems)
    {
        if (network is null)
        {
            problems.Add("Network must be given.");
            return;
        }

        if (network.Inputs.Count != 1)
        {
            problems.Add($"Network must have one input, but '{network.Name}' has {network.Inputs.Count}.");
        }

        NetworkValue output = network.Outputs[0];
        long? size = NetworkOutputs.Of(network);
        if (size is null || size < outputs.Minimum || size > outputs.Maximum)
        {
            string expected = outputs.Minimum == outputs.Maximum ? $"[N, {outputs.Minimum}]" : $"[N, classes] with at least {outputs.Minimum} classes";
            problems.Add($"Network must have an output of shape {expected}, but '{network.Name}' has {output}.");
        }
    }
}
