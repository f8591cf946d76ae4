namespace MlNetDeep;

/// <summary>Which columns a <see cref="NetworkTransformer"/> reads and makes.</summary>
public sealed record NetworkTransformerOptions
{
    /// <summary>
    /// The column of an input, by the input's name: an image input <c>[N, C, H, W]</c> reads a known-size vector of
    /// <see cref="float"/> (as it is) or <see cref="byte"/> (pixels, to which the network's preprocessing is applied), another
    /// one numbers of <see cref="float"/>. The default value is empty: an input is read from the column of its name.
    /// </summary>
    public IReadOnlyDictionary<string, string> InputColumnNames { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The column of an output, by the output's name. The default value is empty: an output becomes the column of its name.
    /// </summary>
    public IReadOnlyDictionary<string, string> OutputColumnNames { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The names of outputs <c>[N, 1, H, W]</c> or <c>[N, 3, H, W]</c> that become an <see cref="Microsoft.ML.Data.MLImage"/>:
    /// the network's preprocessing, reversed, makes pixels of them; without one they are 0..1, after a hyperbolic tangent
    /// -1..1. The default value is empty: every output is a vector of <see cref="float"/> of its dimensions.
    /// </summary>
    public IReadOnlyList<string> ImageOutputs { get; init; } = [];

    /// <summary>
    /// How many rows a cursor scores at once, 1 to 65,536. A network whose batch dimension is fixed is run with that many.
    /// The default value is 16.
    /// </summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// "cpu", "cuda", "cuda:1" (an error when it cannot be used) or "auto", which follows
    /// <see cref="Microsoft.ML.MLContext.GpuDeviceId"/> and <see cref="Microsoft.ML.MLContext.FallbackToCpu"/>.
    /// The default value is "auto".
    /// </summary>
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Threads that one run may use, 0 to 1,024; 0 leaves the number to the network's size, as in
    /// <see cref="ConvNetTransformerOptions.Threads"/>. The default value is 0.
    /// </summary>
    public int Threads { get; init; }

    internal string InputColumn(string input) => InputColumnNames.GetValueOrDefault(input, input);

    internal string OutputColumn(string output) => OutputColumnNames.GetValueOrDefault(output, output);

    /// <summary>Everything that is wrong with the options for a network; empty when nothing is.</summary>
    internal List<string> Problems(MlNetDeep.Network network)
    {
        var problems = new List<string>();
        string[] inputs = [.. network.Inputs.Select(i => i.Name)], outputs = [.. network.Outputs.Select(o => o.Name)];
        CheckNames(InputColumnNames, inputs, nameof(InputColumnNames), "input");
        CheckNames(OutputColumnNames, outputs, nameof(OutputColumnNames), "output");
        foreach (string name in ImageOutputs ?? [])
        {
            if (!outputs.Contains(name))
                problems.Add($"ImageOutputs names '{name}', but the network's outputs are {List(outputs)}.");
        }

        if (ImageOutputs is null)
            problems.Add("ImageOutputs is null; expected names of outputs, or none.");
        if (problems.Count == 0 && outputs.Select(OutputColumn).Distinct(StringComparer.Ordinal).Count() < outputs.Length)
            problems.Add($"The output columns {List(outputs.Select(OutputColumn))} must have different names.");
        if (BatchSize is < 1 or > ConvNetTransformerOptions.MaxBatchSize)
            problems.Add($"BatchSize is {BatchSize}; expected 1 to {ConvNetTransformerOptions.MaxBatchSize}.");
        if (Threads is < 0 or > 1024)
            problems.Add($"Threads is {Threads}; expected 0 (automatic) to 1024.");
        if (!DeviceChoice.TryValidate(Device, out string? device))
            problems.Add(device!);
        return problems;

        void CheckNames(IReadOnlyDictionary<string, string>? names, string[] known, string option, string kind)
        {
            if (names is null)
                problems.Add($"{option} is null; expected names of columns by those of {kind}s, or none.");
            foreach ((string name, string column) in names ?? new Dictionary<string, string>())
            {
                if (!known.Contains(name))
                    problems.Add($"{option} names '{name}', but the network's {kind}s are {List(known)}.");
                if (string.IsNullOrWhiteSpace(column))
                    problems.Add($"{option} gives '{name}' an empty name; expected the name of a column.");
            }
        }

        static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
    }
}
