namespace MlNetDeep;

/// <summary>How much each pixel of a picture speaks for a class.</summary>
public sealed class HeatMap
{
    // From dark violet by magenta and orange to pale yellow: ordered in lightness, so that it also works in grey.
    private static readonly (float R, float G, float B)[] _colors =
        [(10, 5, 40), (90, 15, 110), (185, 55, 85), (245, 130, 30), (252, 250, 165)];

    private readonly float[] _values;

    internal HeatMap(float[] values, int height, int width, ClassProbability subject, string method)
    {
        _values = values;
        (Height, Width, Class, Method) = (height, width, subject, method);
    }

    /// <summary>The class that the map is about, with its probability for the whole picture.</summary>
    public ClassProbability Class { get; }

    /// <summary>How the map was made, for captions.</summary>
    public string Method { get; }

    /// <summary>Rows, as many as the picture has.</summary>
    public int Height { get; }

    /// <summary>Columns, as many as the picture has.</summary>
    public int Width { get; }

    /// <summary>
    /// The values, <c>[H, W]</c>. Grad-CAM: at least 0, in units of the class's logit. Occlusion: by how much the
    /// probability of the class falls when the place is covered; below 0 where it rises.
    /// </summary>
    public ReadOnlyMemory<float> Values => _values;

    /// <summary>The largest value.</summary>
    public float Maximum => _values.Max();

    /// <summary>The map alone, from dark (0 and below) to bright (its largest value).</summary>
    /// <returns>An RGB picture.</returns>
    public ReportImage ToImage() => Blend(null, 1);

    /// <summary>The map laid over the picture, which is shown in grey where it has colours.</summary>
    /// <param name="image">The picture, of the map's size.</param>
    /// <param name="opacity">Share of the map, from 0 (only the picture) to 1 (only the map). The default value is 0.5.</param>
    /// <returns>An RGB picture.</returns>
    /// <exception cref="ArgumentException">The picture has another size than the map.</exception>
    public ReportImage Over(ReportImage image, double opacity = 0.5)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!(opacity is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(opacity), opacity, "The opacity of a heat map is from 0 to 1.");
        if (image.Height != Height || image.Width != Width)
            throw new ArgumentException($"The heat map is {Height} x {Width}, the picture {image.Height} x {image.Width}; expected the picture that the map was made of.", nameof(image));
        return Blend(image, opacity);
    }

    private ReportImage Blend(ReportImage? image, double opacity)
    {
        byte[] pixels = new byte[_values.Length * 3];
        float top = Maximum;
        for (int i = 0; i < _values.Length; i++)
        {
            float share = top > 0 && float.IsFinite(_values[i]) ? Math.Clamp(_values[i] / top, 0, 1) : 0;
            float place = share * (_colors.Length - 1);
            int from = Math.Min((int)place, _colors.Length - 2);
            (float r, float g, float b) = Mix(_colors[from], _colors[from + 1], place - from);
            float grey = image is null ? 0 : Grey(image, i);
            pixels[3 * i] = Byte(grey + (r - grey) * opacity);
            pixels[3 * i + 1] = Byte(grey + (g - grey) * opacity);
            pixels[3 * i + 2] = Byte(grey + (b - grey) * opacity);
        }
        return ReportImage.FromInterleaved(pixels, 3, Height, Width);
    }

    private static (float R, float G, float B) Mix((float R, float G, float B) from, (float R, float G, float B) to, float share) =>
        (from.R + (to.R - from.R) * share, from.G + (to.G - from.G) * share, from.B + (to.B - from.B) * share);

    private static float Grey(ReportImage image, int pixel)
    {
        ReadOnlySpan<byte> values = image.Pixels.Span.Slice(pixel * image.Channels, image.Channels);
        return values.Length == 1 ? values[0] : 0.299f * values[0] + 0.587f * values[1] + 0.114f * values[2];
    }

    private static byte Byte(double value) => (byte)Math.Round(Math.Clamp(value, 0, 255));
}
