using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>Where a <see cref="GeneratorTransformer"/> takes its latent vectors and classes from, and what it gives.</summary>
public sealed record GeneratorOptions : ICheckedOptions
{
    /// <summary>
    /// The column of seeds, of any integer type: the same seed gives the same image, see <see cref="LatentNoise"/>. The
    /// default value, null, is the column "Seed" where the data have it; otherwise every row gets a fresh image.
    /// </summary>
    [NotEmpty]
    public string? SeedColumnName { get; init; }

    /// <summary>
    /// The column of latent vectors, a vector of <see cref="float"/> of known size: <see cref="GeneratorLayout.Latents"/>
    /// numbers. Seeds are not looked at, and nothing is truncated. The default value is null: none.
    /// </summary>
    [NotEmpty]
    public string? LatentColumnName { get; init; }

    /// <summary>
    /// The column of classes, a key. Its key values are looked up among <see cref="Classes"/>; a key without values
    /// counts them in their order. The default value, null, is the column "Label" where the data have it and the
    /// generator has classes; without it and without <see cref="Class"/> the class follows from the seed.
    /// </summary>
    [NotEmpty]
    public string? LabelColumnName { get; init; }

    /// <summary>
    /// The class of every image, as its text in <see cref="Classes"/>: "7" for the number 7. The default value is null.
    /// </summary>
    public string? Class { get; init; }

    /// <summary>
    /// The classes in the order of the one-hot code. The default value is null: the generator's labels, or classes
    /// without names when it has none.
    /// </summary>
    public ClassLabels? Classes { get; init; }

    /// <summary>The output column. The default value is "Image".</summary>
    [Required]
    public string OutputColumnName { get; init; } = "Image";

    /// <summary>What the output is. The default value is <see cref="GeneratedImageKind.Image"/>.</summary>
    public GeneratedImageKind OutputKind { get; init; } = GeneratedImageKind.Image;

    /// <summary>
    /// How bytes lie: [C, H, W] or [H, W, C]; only for <see cref="GeneratedImageKind.Byte"/>. The default value is
    /// <see cref="PixelLayout.Planar"/>.
    /// </summary>
    public PixelLayout Layout { get; init; } = PixelLayout.Planar;

    /// <summary>
    /// The largest magnitude of a latent number; larger ones are drawn again, which makes images more typical and less
    /// varied. At least <see cref="LatentNoise.MinTruncation"/>. The default value is infinity: no limit.
    /// </summary>
    [Range(LatentNoise.MinTruncation, double.PositiveInfinity)]
    public double Truncation { get; init; } = double.PositiveInfinity;

    /// <summary>How many rows a cursor reads ahead and runs at once, 1 to 65,536. The default value is 64.</summary>
    [Range(1, ConvNetTransformerOptions.MaxBatchSize)]
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// "cpu", "cuda", "cuda:1" (an error when it cannot be used) or "auto", which follows
    /// <see cref="Microsoft.ML.MLContext.GpuDeviceId"/> and <see cref="Microsoft.ML.MLContext.FallbackToCpu"/>.
    /// The default value is "auto".
    /// </summary>
    [Device]
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Threads that share a batch, 0 to 1,024; 0 is one for each core. Each image is made by one thread, so that it is the
    /// same however many there are. The default value is 0.
    /// </summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    IEnumerable<string> ICheckedOptions.FindProblems()
    {
        if (SeedColumnName is not null && LatentColumnName is not null)
            yield return "SeedColumnName and LatentColumnName are both given; an image is made of a seed or of a latent vector.";
        if (LabelColumnName is not null && Class is not null)
            yield return "LabelColumnName and Class are both given; the class is that of the row or the same for all.";
        if (Layout != PixelLayout.Planar && OutputKind != GeneratedImageKind.Byte)
            yield return $"Layout is {Layout}, but OutputKind is {OutputKind}; only Byte can be laid out in another way.";
    }
}
