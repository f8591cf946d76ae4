namespace MlNetDeep;

/// <summary>Where a <see cref="GeneratorTransformer"/> takes its latent vectors and classes from, and what it gives.</summary>
public sealed record GeneratorOptions
{
    /// <summary>
    /// The column of seeds, of any integer type: the same seed gives the same image, see <see cref="LatentNoise"/>. The
    /// default value, null, is the column "Seed" where the data have it; otherwise every row gets a fresh image.
    /// </summary>
    public string? SeedColumnName { get; init; }

    /// <summary>
    /// The column of latent vectors, a vector of <see cref="float"/> of known size: <see cref="GeneratorLayout.Latents"/>
    /// numbers. Seeds are not looked at, and nothing is truncated. The default value is null: none.
    /// </summary>
    public string? LatentColumnName { get; init; }

    /// <summary>
    /// The column of classes, a key. Its key values are looked up among <see cref="Classes"/>; a key without values
    /// counts them in their order. The default value, null, is the column "Label" where the data have it and the
    /// generator has classes; without it and without <see cref="Class"/> the class follows from the seed.
    /// </summary>
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
    public double Truncation { get; init; } = double.PositiveInfinity;

    /// <summary>How many rows a cursor reads ahead and runs at once, 1 to 65,536. The default value is 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// "cpu", "cuda", "cuda:1" (an error when it cannot be used) or "auto", which follows
    /// <see cref="Microsoft.ML.MLContext.GpuDeviceId"/> and <see cref="Microsoft.ML.MLContext.FallbackToCpu"/>.
    /// The default value is "auto".
    /// </summary>
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Threads that share a batch, 0 to 1,024; 0 is one for each core. Each image is made by one thread, so that it is the
    /// same however many there are. The default value is 0.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>Everything that is wrong with the options; empty when nothing is.</summary>
    internal List<string> Problems()
    {
        var problems = new List<string>();
        CheckName(SeedColumnName, nameof(SeedColumnName), ", or null");
        CheckName(LatentColumnName, nameof(LatentColumnName), ", or null");
        CheckName(LabelColumnName, nameof(LabelColumnName), ", or null");
        CheckName(OutputColumnName ?? "", nameof(OutputColumnName), "");
        if (SeedColumnName is not null && LatentColumnName is not null)
            problems.Add("SeedColumnName and LatentColumnName are both given; an image is made of a seed or of a latent vector.");
        if (LabelColumnName is not null && Class is not null)
            problems.Add("LabelColumnName and Class are both given; the class is that of the row or the same for all.");
        if (!Enum.IsDefined(OutputKind))
            problems.Add($"OutputKind is {(int)OutputKind}; expected Image, Float or Byte.");
        if (!Enum.IsDefined(Layout))
            problems.Add($"Layout is {(int)Layout}; expected Planar or Interleaved.");
        if (Layout != PixelLayout.Planar && OutputKind != GeneratedImageKind.Byte)
            problems.Add($"Layout is {Layout}, but OutputKind is {OutputKind}; only Byte can be laid out in another way.");
        if (!(Truncation >= LatentNoise.MinTruncation))
            problems.Add($"Truncation is {Truncation}; expected at least {LatentNoise.MinTruncation}, or infinity for none.");
        if (BatchSize is < 1 or > ConvNetTransformerOptions.MaxBatchSize)
            problems.Add($"BatchSize is {BatchSize}; expected 1 to {ConvNetTransformerOptions.MaxBatchSize}.");
        if (Threads is < 0 or > 1024)
            problems.Add($"Threads is {Threads}; expected 0 (automatic) to 1024.");
        if (!DeviceChoice.TryValidate(Device, out string? device))
            problems.Add(device!);
        return problems;

        void CheckName(string? name, string option, string orNull)
        {
            if (name is not null && string.IsNullOrWhiteSpace(name))
                problems.Add($"{option} is empty; expected the name of a column{orNull}.");
        }
    }
}
