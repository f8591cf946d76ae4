using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>How a <see cref="NetworkFeaturizingTransformer"/> makes features of images.</summary>
public sealed record FeaturizingOptions : ICheckedOptions
{
    /// <summary>The column of features, a vector of <see cref="float"/>. The default value is "Features".</summary>
    [Required]
    public string OutputColumnName { get; init; } = "Features";

    /// <summary>
    /// The image column: a known-size vector of <see cref="float"/> (the network's input as it is) or of
    /// <see cref="byte"/> (pixels, to which the network's preprocessing is applied). The default value, null, is the
    /// output column's name: it is replaced.
    /// </summary>
    [NotEmpty]
    public string? InputColumnName { get; init; }

    /// <summary>
    /// The layer whose output is taken, as in <see cref="Network.FindValue"/>. The default value, null, takes what the
    /// classifier at the end of the network decides by, see <see cref="Network.FindFeatures"/>.
    /// </summary>
    [NotEmpty]
    public string? Layer { get; init; }

    /// <summary>What becomes of feature maps. The default value is <see cref="FeaturePooling.Average"/>.</summary>
    public FeaturePooling Pooling { get; init; } = FeaturePooling.Average;

    /// <summary>
    /// How many rows a cursor reads ahead and runs at once, 1 to 65,536. The default value is 32.
    /// </summary>
    [Range(1, ConvNetTransformerOptions.MaxBatchSize)]
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// "cpu", "cuda", "cuda:1" (an error when it cannot be used) or "auto", which follows
    /// <see cref="Microsoft.ML.MLContext.GpuDeviceId"/> and <see cref="Microsoft.ML.MLContext.FallbackToCpu"/>.
    /// The default value is "auto".
    /// </summary>
    [Device]
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Threads that one run may use, 0 to 1,024. 0 is one for a network of up to 10 million multiply-additions a row, and
    /// otherwise one for each physical core, the same threads for all models of the process. Rows of a batch are shared
    /// among threads in any case. The default value is 0.
    /// </summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>The image column, whether it was named or not.</summary>
    internal string Source => InputColumnName ?? OutputColumnName;
}
