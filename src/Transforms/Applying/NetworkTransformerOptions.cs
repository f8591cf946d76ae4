using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>Which columns a <see cref="NetworkTransformer"/> reads and makes.</summary>
public sealed record NetworkTransformerOptions : ICheckedOptions
{
    /// <summary>
    /// The column of an input, by the input's name: an image input <c>[N, C, H, W]</c> reads a known-size vector of
    /// <see cref="float"/> (as it is) or <see cref="byte"/> (pixels, to which the network's preprocessing is applied), another
    /// one numbers of <see cref="float"/>. The default value is empty: an input is read from the column of its name.
    /// </summary>
    [Required]
    public IReadOnlyDictionary<string, string> InputColumnNames { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The column of an output, by the output's name. The default value is empty: an output becomes the column of its name.
    /// </summary>
    [Required]
    public IReadOnlyDictionary<string, string> OutputColumnNames { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The names of outputs <c>[N, 1, H, W]</c> or <c>[N, 3, H, W]</c> that become an <see cref="Microsoft.ML.Data.MLImage"/>:
    /// the network's preprocessing, reversed, makes pixels of them; without one they are 0..1, after a hyperbolic tangent
    /// -1..1. The default value is empty: every output is a vector of <see cref="float"/> of its dimensions.
    /// </summary>
    [Required]
    public IReadOnlyList<string> ImageOutputs { get; init; } = [];

    /// <summary>
    /// How many rows a cursor scores at once, 1 to 65,536. A network whose batch dimension is fixed is run with that many.
    /// The default value is 16.
    /// </summary>
    [Range(1, ConvNetTransformerOptions.MaxBatchSize)]
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// "cpu", "cuda", "cuda:1" (an error when it cannot be used) or "auto", which follows
    /// <see cref="Microsoft.ML.MLContext.GpuDeviceId"/> and <see cref="Microsoft.ML.MLContext.FallbackToCpu"/>.
    /// The default value is "auto".
    /// </summary>
    [Device]
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Threads that one run may use, 0 to 1,024; 0 leaves the number to the network's size, as in
    /// <see cref="ConvNetTransformerOptions.Threads"/>. The default value is 0.
    /// </summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    internal string InputColumn(string input) => InputColumnNames.GetValueOrDefault(input, input);

    internal string OutputColumn(string output) => OutputColumnNames.GetValueOrDefault(output, output);

    IEnumerable<string> ICheckedOptions.FindProblems() =>
    [
        .. Nameless(InputColumnNames, nameof(InputColumnNames)),
        .. Nameless(OutputColumnNames, nameof(OutputColumnNames)),
    ];

    /// <summary>What does not fit the network; empty when nothing is wrong.</summary>
    internal IEnumerable<string> ProblemsWith(Network network)
    {
        string[] inputs = [.. network.Inputs.Select(i => i.Name)], outputs = [.. network.Outputs.Select(o => o.Name)];
        string[] problems =
        [
            .. Strangers(InputColumnNames?.Keys, inputs, nameof(InputColumnNames), "input"),
            .. Strangers(OutputColumnNames?.Keys, outputs, nameof(OutputColumnNames), "output"),
            .. Strangers(ImageOutputs, outputs, nameof(ImageOutputs), "output"),
        ];
        return problems.Length == 0 && OutputColumnNames is not null && OptionsCheck.Clash([.. outputs.Select(OutputColumn)]) is { } clash
            ? [clash] : problems;
    }

    private static IEnumerable<string> Nameless(IReadOnlyDictionary<string, string>? names, string option) =>
        (names ?? new Dictionary<string, string>()).Where(pair => string.IsNullOrWhiteSpace(pair.Value))
            .Select(pair => $"{option} gives '{pair.Key}' an empty name; expected the name of a column.");

    private static IEnumerable<string> Strangers(IEnumerable<string>? names, string[] known, string option, string kind) =>
        (names ?? []).Where(name => name is not null && !known.Contains(name))
            .Select(name => $"{option} names '{name}', but the network's {kind}s are '{string.Join("', '", known)}'.");
}
