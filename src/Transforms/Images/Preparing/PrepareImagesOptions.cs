using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>How images become a network's input.</summary>
public sealed record PrepareImagesOptions : ICheckedOptions
{
    /// <summary>The largest width and height of a prepared image.</summary>
    public const int MaxSide = 8192;

    /// <summary>
    /// The column of images: text (a path), <c>Vector&lt;byte&gt;</c> (the bytes of a file, as <c>LoadRawImageBytes</c>
    /// gives them) or <see cref="Microsoft.ML.Data.MLImage"/>. The default value is "ImagePath".
    /// </summary>
    [Required]
    public string InputColumnName { get; init; } = "ImagePath";

    /// <summary>The new column. The default value is "Features".</summary>
    [Required]
    public string OutputColumnName { get; init; } = "Features";

    /// <summary>The folder that relative paths start from. The default value is null: the current folder.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>
    /// Size, fit, layout, channels, color order and scaling. The default value is null: those of the network. Width and
    /// Height must be known in the end; Channels 0 means 3, or 1 for gray. What is used is recorded in the new column, and
    /// goes into the network that is trained on it.
    /// </summary>
    public ImagePreprocessing? Preprocessing { get; init; }

    /// <summary>
    /// Whether the column holds pixels 0..255 as bytes, a quarter of the memory; scaling is then left to the network that
    /// reads it. The default value is false.
    /// </summary>
    public bool AsBytes { get; init; }

    /// <summary>
    /// The largest width times height of an image, checked before decoding, 1 to 536,870,911. The default value is
    /// 100,000,000.
    /// </summary>
    [Range(1, ImageCheck.MostPixels)]
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>What happens to a bad image. The default value is <see cref="BadImageAction.Fail"/>.</summary>
    public BadImageAction BadImages { get; init; } = BadImageAction.Fail;

    /// <summary>How many images a cursor decodes at the same time, 0 to 256; 0 is one for each core. The default value is 0.</summary>
    [Range(0, 256)]
    public int Threads { get; init; }

    IEnumerable<string> ICheckedOptions.FindProblems() => Preprocessing is null
        ? [$"{nameof(Preprocessing)} is missing; give it, or give the network."]
        : ProblemsOf(Preprocessing);

    private static IEnumerable<string> ProblemsOf(ImagePreprocessing preprocessing)
    {
        (int width, int height) = (preprocessing.Width, preprocessing.Height);
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide)
            yield return $"The prepared size is {width} x {height}; expected 1 to {MaxSide} for both, in {nameof(Preprocessing)}.";
        if (!Enum.IsDefined(preprocessing.Fit) || preprocessing.Layout is { } layout && !Enum.IsDefined(layout))
            yield return "Fit or Layout has a value that is not defined.";
        int shortSide = preprocessing.ShortSide;
        if (shortSide != 0 && (preprocessing.Fit != ImageFit.Crop || shortSide < Math.Max(width, height) || shortSide > MaxSide))
        {
            yield return $"ShortSide is {shortSide}; expected 0, or {Math.Max(width, height)} to {MaxSide} with "
                + $"Fit = {nameof(ImageFit.Crop)}.";
        }

        int channels = PixelPacker.Channels(preprocessing);
        if (preprocessing.Channels is not (0 or 1 or 3) || (preprocessing.ColorOrder == ColorOrder.Gray && channels != 1))
            yield return $"Channels is {preprocessing.Channels} with {preprocessing.ColorOrder}; expected 3, or 1 for gray.";
        if (!float.IsFinite(preprocessing.Scale) || preprocessing.Scale == 0)
            yield return $"Scale is {preprocessing.Scale}; expected a finite number other than 0.";
        if (preprocessing.Mean is not { } mean || !Fits(mean.Count) || !mean.All(float.IsFinite))
            yield return $"Mean must be finite numbers: none, one, or one for each of {channels} channels.";
        if (preprocessing.StandardDeviation is not { } deviation || !Fits(deviation.Count) || !deviation.All(value => float.IsFinite(value) && value > 0))
            yield return $"StandardDeviation must be finite numbers above 0: none, one, or one for each of {channels} channels.";

        bool Fits(int count) => count <= 1 || count == channels;
    }
}
