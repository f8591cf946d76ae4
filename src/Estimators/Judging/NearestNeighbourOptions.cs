using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>How the nearest training images of generated ones are found.</summary>
public sealed record NearestNeighbourOptions : ICheckedOptions
{
    /// <summary>
    /// The column of the training images. The default value is null: "Image", or "Features" where there is no "Image". Of the same kinds as
    /// <see cref="GenerativeEvaluationOptions.RealColumnName"/>.
    /// </summary>
    [NotEmpty]
    public string? TrainingColumnName { get; init; }

    /// <summary>The column of the generated images. The default value is null: as that of the training images.</summary>
    [NotEmpty]
    public string? GeneratedColumnName { get; init; }

    /// <summary>How many generated rows are looked at, from the first, 1 to 1,000. The default value is 10.</summary>
    [Range(1, 1000)]
    public int Rows { get; init; } = 10;

    /// <summary>How many neighbours are found for each, 1 to 100 and at most as many as there are training rows. The default value is 5.</summary>
    [Range(1, 100)]
    public int Neighbours { get; init; } = 5;

    /// <summary>Whether the images are kept as pictures, of 1 or 3 channels only. The default value is true.</summary>
    public bool Pictures { get; init; } = true;

    /// <summary>
    /// The layer in whose output distances are taken, as in <see cref="Network.FindValue"/>. The default value, null, takes
    /// what the classifier at the end of the network decides by, see <see cref="Network.FindFeatures"/>.
    /// </summary>
    [NotEmpty]
    public string? Layer { get; init; }

    /// <summary>What becomes of feature maps. The default value is <see cref="FeaturePooling.Average"/>.</summary>
    public FeaturePooling Pooling { get; init; } = FeaturePooling.Average;

    /// <summary>How images of another shape than the network's come into its frame. The default value is <see cref="ImageFit.Crop"/>.</summary>
    public ImageFit Fit { get; init; } = ImageFit.Crop;

    /// <summary>
    /// Whether one side may hold floats, which are taken as they are, while the other holds pixels, which get the network's
    /// preprocessing. The default value is false: an error.
    /// </summary>
    public bool AllowFloatsBesidePixels { get; init; }

    /// <summary>How many images are run at once, 1 to 65,536. The default value is 32.</summary>
    [Range(1, ConvNetTransformerOptions.MaxBatchSize)]
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// "cpu", "cuda", "cuda:1" (an error when it cannot be used) or "auto", which follows
    /// <see cref="Microsoft.ML.MLContext.GpuDeviceId"/> and <see cref="Microsoft.ML.MLContext.FallbackToCpu"/>.
    /// The default value is "auto".
    /// </summary>
    [Device]
    public string Device { get; init; } = "auto";

    /// <summary>Threads of the network, 0 to 1,024; 0 is one for each core. The default value is 0.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Stops the search. The default value never does.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The column of the generated images, whether it was named or not.</summary>
    internal string? GeneratedSource => GeneratedColumnName ?? TrainingColumnName;
}
