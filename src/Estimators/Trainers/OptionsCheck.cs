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
        var problems = new OptionProblems();
        CheckNetwork(options.Network, outputs, problems.All);
        CheckRun(options, problems);
        problems.Check(!string.IsNullOrWhiteSpace(options.LabelColumnName), nameof(options.LabelColumnName), "empty", "the name of a column");
        problems.Check(!string.IsNullOrWhiteSpace(options.ScoreColumnName), nameof(options.ScoreColumnName), "empty", "the name of a column");
        problems.Check(options.ExampleWeightColumnName is null or { Length: > 0 }, nameof(options.ExampleWeightColumnName), "empty", "the name of a column or null");
        problems.Check(options.AuxiliaryLossWeight >= 0 && double.IsFinite(options.AuxiliaryLossWeight), nameof(options.AuxiliaryLossWeight), options.AuxiliaryLossWeight, "a finite number of at least 0");
        problems.Check(Positive(options.ClipGradientNorm), nameof(options.ClipGradientNorm), options.ClipGradientNorm, "a finite number above 0, or null");
        problems.Check(Positive(options.ClipGradientValue), nameof(options.ClipGradientValue), options.ClipGradientValue, "a finite number above 0, or null");
        problems.Check(options.ValidationFraction is >= 0 and <= 0.9, nameof(options.ValidationFraction), options.ValidationFraction, "between 0 and 0.9");
        problems.Check(options.Optimizer is not null, nameof(options.Optimizer), options.Optimizer, "given");
        problems.Check(options.ParameterGroups is not null, nameof(options.ParameterGroups), options.ParameterGroups, "given");
        if (options is { ValidationData: not null, ValidationFraction: > 0 })
        {
            problems.Add("ValidationData and ValidationFraction exclude each other; give one of them.");
        }

        problems.AddRange(options.Optimizer?.FindProblems() ?? []);
        problems.AddRange(options.EarlyStopping?.FindProblems() ?? []);
        problems.AddRange((options.ParameterGroups ?? []).SelectMany((g, i) => g.FindProblems(i)));
        problems.AddRange(Augmentation.FindProblems(options.Augmentation, options.Network is { Inputs.Count: 1 } network ? network : null));
        problems.AddRange(more);
        problems.Throw();
    }

    /// <summary>Checks what all runs share.</summary>
    public static void CheckRun(TrainingRunOptions options, OptionProblems problems)
    {
        problems.Check(!string.IsNullOrWhiteSpace(options.FeatureColumnName), nameof(options.FeatureColumnName), "empty", "the name of a column");
        problems.Check(options.Epochs is >= 1 and <= 1_000_000, nameof(options.Epochs), options.Epochs, "between 1 and 1,000,000");
        problems.Check(options.BatchSize is >= 1 and <= 65_536, nameof(options.BatchSize), options.BatchSize, "between 1 and 65,536");
        problems.Check(options.LearningRate > 0 && double.IsFinite(options.LearningRate), nameof(options.LearningRate), options.LearningRate, "a finite number above 0");
        problems.Check(options.Threads is >= 0 and <= 1024, nameof(options.Threads), options.Threads, "between 0 and 1,024");
        problems.Check(options.CacheBudget >= 0, nameof(options.CacheBudget), options.CacheBudget, "at least 0 bytes");
        problems.Check(options.ReadAhead is >= 1 and <= 1024, nameof(options.ReadAhead), options.ReadAhead, "between 1 and 1,024");
        problems.Check(options.CheckpointFolder is null or { Length: > 0 }, nameof(options.CheckpointFolder), "empty", "a folder or null");
        problems.Check(options.CheckpointInterval >= 0, nameof(options.CheckpointInterval), options.CheckpointInterval, "at least 0");
        problems.Check(Enum.IsDefined(options.Precision), nameof(options.Precision), options.Precision, "Float32 or BFloat16");
        problems.Check(Enum.IsDefined(options.Caching), nameof(options.Caching), options.Caching, "Auto, Memory or None");
        problems.Check(Enum.IsDefined(options.Progress), nameof(options.Progress), options.Progress, "Auto, Bar, Lines or None");
        problems.Check(options.Schedule is not null, nameof(options.Schedule), options.Schedule, "given");
        problems.AddRange(options.Schedule?.FindProblems() ?? []);
        if (options is { Resume: true, CheckpointFolder: null })
        {
            problems.Add("Resume needs a CheckpointFolder to resume from.");
        }

        if (!DeviceChoice.TryValidate(options.Device, out string? device))
        {
            problems.Add(device!);
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

        if (NetworkOutputs.ResultOf(network) is not { } output || network.Outputs.Count - network.AuxiliaryOutputs.Count != 1)
        {
            problems.Add(
                $"Network must have one output that is not auxiliary, but '{network.Name}' has {network.Outputs.Count - network.AuxiliaryOutputs.Count}: "
                + $"{string.Join(", ", network.Outputs.Where(o => !network.AuxiliaryOutputs.Contains(o.Name)))}. Choose one with Network.WithOutputs.");
            return;
        }

        long? size = NetworkOutputs.Of(network, output);
        if (size is null || size < outputs.Minimum || size > outputs.Maximum)
        {
            string expected = outputs.Minimum == outputs.Maximum ? $"[N, {outputs.Minimum}]" : $"[N, classes] with at least {outputs.Minimum} classes";
            problems.Add($"Network must have an output of shape {expected}, but '{network.Name}' has {output}.");
            return;
        }

        problems.AddRange(network.Outputs.Where(o => o != output && NetworkOutputs.Of(network, o) != size).Select(other =>
            $"Auxiliary outputs of the network must have the shape of its output {output}, but '{network.Name}' has {other}. "
            + "Leave them out with Network.WithoutAuxiliaryOutputs."));
    }
}
