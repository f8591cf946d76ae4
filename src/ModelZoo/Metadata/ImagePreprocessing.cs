namespace MlNetDeep;

/// <summary>
/// How an image becomes the input that a network was trained on: it is brought into the frame (<see cref="Fit"/>), its
/// channels are ordered, and its pixels of 0..255 are scaled:
/// <c>input = (pixel * Scale - Mean[c]) / StandardDeviation[c]</c> for channel <c>c</c>.
/// </summary>
/// <remarks>
/// It travels as JSON: with a network under the metadata key <c>preprocessing</c>, with a column of prepared images in an
/// annotation of that column.
/// </remarks>
public sealed record ImagePreprocessing
{
    /// <summary>The width of the input image in pixels. The default value is 0: whatever the network's input says.</summary>
    public int Width { get; init; }

    /// <summary>The height of the input image in pixels. The default value is 0: whatever the network's input says.</summary>
    public int Height { get; init; }

    /// <summary>The number of channels. The default value is 0: whatever the network's input says.</summary>
    public int Channels { get; init; }

    /// <summary>The order of the channels. The default value is <see cref="ColorOrder.Rgb"/>.</summary>
    public ColorOrder ColorOrder { get; init; } = ColorOrder.Rgb;

    /// <summary>What each pixel is multiplied with first. The default value is 1/255.</summary>
    public float Scale { get; init; } = 1 / 255f;

    /// <summary>
    /// What is then subtracted, per channel; one number stands for all channels. The default value is empty: nothing.
    /// </summary>
    public IReadOnlyList<float> Mean { get; init; } = [];

    /// <summary>
    /// What the difference is then divided by, per channel; one number stands for all channels. The default value is
    /// empty: nothing.
    /// </summary>
    public IReadOnlyList<float> StandardDeviation { get; init; } = [];

    /// <summary>How an image of another shape comes into the frame. The default value is <see cref="ImageFit.Crop"/>.</summary>
    public ImageFit Fit { get; init; } = ImageFit.Crop;

    /// <summary>
    /// The length in pixels that the short side gets before the middle is cut out, for <see cref="ImageFit.Crop"/> only:
    /// 256 for a frame of 224 is what most published ImageNet results used. The default value is 0: as small as fills
    /// the frame.
    /// </summary>
    public int ShortSide { get; init; }

    /// <summary>The gray level of the bars of <see cref="ImageFit.Pad"/>. The default value is 0, black.</summary>
    public byte PadLevel { get; init; }

    /// <summary>
    /// How the values lie: [C, H, W] or [H, W, C]. The default value is null: as the network's first nodes say, see
    /// <see cref="Network.ImageLayout"/>; without a network, <see cref="PixelLayout.Planar"/>.
    /// </summary>
    public PixelLayout? Layout { get; init; }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The preprocessing.</returns>
    /// <exception cref="NetworkFormatException">The text is no such JSON, or a number in it cannot be.</exception>
    public static ImagePreprocessing FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return MetadataJson.ReadPreprocessing(MetadataKeys.Preprocessing, json);
    }

    /// <summary>Gives the preprocessing as the JSON text that networks carry.</summary>
    /// <returns>One line.</returns>
    public string ToJson() => MetadataJson.WritePreprocessing(this);

    /// <summary>Gives what matters for the pixels in one line, for messages.</summary>
    /// <returns>For example <c>224 x 224, Bgr, pixel * 1 - [104, 117, 123]</c>.</returns>
    public override string ToString()
    {
        string size = Width > 0 && Height > 0 ? $"{Width} x {Height}, " : "";
        string mean = Mean.Count > 0 ? $" - [{List(Mean)}]" : "";
        string deviation = StandardDeviation.Count > 0 ? $") / [{List(StandardDeviation)}]" : "";
        string scale = Scale == 1 / 255f ? "pixel / 255" : $"pixel * {Scale}";
        return $"{size}{ColorOrder}, {(deviation.Length > 0 ? "(" : "")}{scale}{mean}{deviation}";

        static string List(IReadOnlyList<float> values) =>
            string.Join(", ", values.Select(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Whether the other one prepares images in the same way.</summary>
    /// <param name="other">The preprocessing to compare with.</param>
    /// <returns>True when every property is equal.</returns>
    public bool Equals(ImagePreprocessing? other) =>
        other is not null && Width == other.Width && Height == other.Height && Channels == other.Channels
        && ColorOrder == other.ColorOrder && Scale.Equals(other.Scale) && Mean.SequenceEqual(other.Mean)
        && StandardDeviation.SequenceEqual(other.StandardDeviation) && Fit == other.Fit && ShortSide == other.ShortSide
        && PadLevel == other.PadLevel && Layout == other.Layout;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Width, Height, Channels, ColorOrder, Scale, Mean.Count);

    internal string? FindProblem()
    {
        if (Width < 0 || Height < 0 || Channels < 0)
        {
            return $"Width, Height and Channels must not be negative, but are {Width}, {Height} and {Channels}.";
        }

        if (!Enum.IsDefined(ColorOrder))
        {
            return $"ColorOrder {(int)ColorOrder} is unknown; expected Rgb, Bgr or Gray.";
        }

        if (!Enum.IsDefined(Fit) || Layout is { } layout && !Enum.IsDefined(layout))
        {
            return $"Fit {(int)Fit} or Layout {(int?)Layout} is unknown.";
        }

        if (ShortSide < 0 || (ShortSide > 0 && (Fit != ImageFit.Crop || ShortSide < Math.Max(Width, Height))))
        {
            return $"ShortSide is {ShortSide}; expected 0, or at least {Math.Max(Width, Height)} with Fit = Crop.";
        }

        if (!float.IsFinite(Scale) || Scale == 0)
        {
            return $"Scale must be a finite number other than 0, but is {Scale}.";
        }

        if (Mean is null || !Mean.All(float.IsFinite))
        {
            return "Mean must be a list of finite numbers.";
        }

        if (StandardDeviation is null || !StandardDeviation.All(s => float.IsFinite(s) && s > 0))
        {
            return "StandardDeviation must be a list of finite numbers above 0.";
        }

        return FindCountProblem("Mean", Mean) ?? FindCountProblem("StandardDeviation", StandardDeviation);
    }

    private string? FindCountProblem(string name, IReadOnlyList<float> values) =>
        values.Count <= 1 || Channels == 0 || values.Count == Channels
            ? null
            : $"{name} has {values.Count} numbers for {Channels} channels; give one per channel, one for all, or none.";
}
