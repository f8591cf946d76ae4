using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>How generated images are compared with real ones.</summary>
public sealed record GenerativeEvaluationOptions : ICheckedOptions
{
    /// <summary>The largest number of features of a layer that can be judged by.</summary>
    public const int MaxFeatures = 8192;

    /// <summary>The most values that are kept of the features of one side: <see cref="MaxKeptRows"/> times features.</summary>
    public const long MaxKeptValues = 1L << 30;

    /// <summary>
    /// The column of the real images. The default value is null: "Image", or "Features" where there is no "Image". Known-size vectors of <see cref="byte"/> are pixels in
    /// the network's size; images, texts (paths) and vectors of <see cref="byte"/> of unknown size (files) go through
    /// <c>PrepareImages</c> of the network; vectors of <see cref="float"/> are the network's input as they are.
    /// </summary>
    [NotEmpty]
    public string? RealColumnName { get; init; }

    /// <summary>The column of the generated images, of the same kinds. The default value is null: as that of the real ones.</summary>
    [NotEmpty]
    public string? GeneratedColumnName { get; init; }

    /// <summary>
    /// The layer whose output is compared, as in <see cref="Network.FindValue"/>. The default value, null, takes what the
    /// classifier at the end of the network decides by, see <see cref="Network.FindFeatures"/>.
    /// </summary>
    [NotEmpty]
    public string? Layer { get; init; }

    /// <summary>What becomes of feature maps. The default value is <see cref="FeaturePooling.Average"/>.</summary>
    public FeaturePooling Pooling { get; init; } = FeaturePooling.Average;

    /// <summary>How images of another shape than the network's come into its frame. The default value is <see cref="ImageFit.Crop"/>.</summary>
    public ImageFit Fit { get; init; } = ImageFit.Crop;

    /// <summary>
    /// Whether one side may hold floats, which are taken as they are, while the other holds pixels, which get the network's
    /// preprocessing. The default value is false: an error, because a generator's floats of -1 to 1 are seldom what a
    /// network reads.
    /// </summary>
    public bool AllowFloatsBesidePixels { get; init; }

    /// <summary>How many images are run at once, 1 to 65,536. The default value is 32.</summary>
    [Range(1, ConvNetTransformerOptions.MaxBatchSize)]
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// "cpu", "cuda", "cuda:1" (an error when it cannot be used) or "auto", which follows
    /// <see cref="Microsoft.ML.MLContext.GpuDeviceId"/> and <see cref="Microsoft.ML.MLContext.FallbackToCpu"/>.
    /// The default value is "auto". The distances are computed on the CPU.
    /// </summary>
    [Device]
    public string Device { get; init; } = "auto";

    /// <summary>Threads, 0 to 1,024; 0 is one for each core. The default value is 0.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>
    /// Which nearest neighbour bounds the neighbourhood of a row, for precision and recall, 1 to 100 and fewer than there
    /// are rows. The default value is 3, as in the paper.
    /// </summary>
    [Range(1, 100)]
    public int Neighbours { get; init; } = 3;

    /// <summary>Random subsets for the kernel distance's standard deviation, 2 to 10,000. The default value is 100.</summary>
    [Range(2, 10_000)]
    public int KernelSubsets { get; init; } = 100;

    /// <summary>
    /// Rows of each side in such a subset, 2 to 100,000 and at most as many as are kept; 0 is half of the smaller side,
    /// at most 1,000. The default value is 0.
    /// </summary>
    [Range(0, 100_000)]
    public int KernelSubsetSize { get; init; }

    /// <summary>
    /// How many rows of each side are kept for the kernel distance, precision and recall, 10 to 1,000,000; of more rows a
    /// random sample is kept. They take 4 bytes for each feature, at most <see cref="MaxKeptValues"/> values a side, and the
    /// time grows with their square. The Fréchet distance reads all rows and keeps none. The default value is 10,000.
    /// </summary>
    [Range(10, 1_000_000)]
    public int MaxKeptRows { get; init; } = 10_000;

    /// <summary>Where the random numbers of samples and subsets start. The default value is 0.</summary>
    public int Seed { get; init; }

    /// <summary>Stops the evaluation. The default value never does.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The column of the generated images, whether it was named or not.</summary>
    internal string? GeneratedSource => GeneratedColumnName ?? RealColumnName;

    IEnumerable<string> ICheckedOptions.FindProblems()
    {
        if (KernelSubsetSize == 1)
            yield return "KernelSubsetSize is 1; expected at least 2, or 0 for half of the smaller side.";
        if (MaxKeptRows > 0 && KernelSubsetSize > MaxKeptRows)
            yield return $"KernelSubsetSize is {KernelSubsetSize}; expected at most MaxKeptRows, {MaxKeptRows}.";
    }
}
