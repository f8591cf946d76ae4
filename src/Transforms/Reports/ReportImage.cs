namespace MlNetDeep;

/// <summary>A small grey or RGB picture for a <see cref="TrainingReport"/>.</summary>
public sealed class ReportImage
{
    private readonly byte[] _pixels;

    private ReportImage(byte[] pixels, int channels, int height, int width)
    {
        _pixels = pixels;
        Channels = channels;
        Height = height;
        Width = width;
    }

    /// <summary>1 (grey) or 3 (red, green, blue).</summary>
    public int Channels { get; }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; }

    /// <summary>Columns of pixels.</summary>
    public int Width { get; }

    /// <summary>The values 0..255, shape [H, W, C].</summary>
    public ReadOnlyMemory<byte> Pixels => _pixels;

    /// <summary>Takes bytes 0..255 that lie channel after channel, shape [C, H, W].</summary>
    /// <param name="values">C * H * W values.</param>
    /// <param name="channels">1 (grey) or 3 (red, green, blue).</param>
    /// <param name="height">Rows of pixels.</param>
    /// <param name="width">Columns of pixels.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentException">The number of values is not C * H * W.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or <paramref name="channels"/> is neither 1 nor 3.</exception>
    public static ReportImage FromPlanar(ReadOnlySpan<byte> values, int channels, int height, int width)
    {
        CheckSize(values.Length, channels, height, width);
        byte[] pixels = PixelOrder.Copy(values, PixelLayout.Planar, PixelLayout.Interleaved, channels);
        return new ReportImage(pixels, channels, height, width);
    }

    /// <summary>Takes bytes 0..255 that lie pixel after pixel, shape [H, W, C].</summary>
    /// <inheritdoc cref="FromPlanar(ReadOnlySpan{byte}, int, int, int)"/>
    public static ReportImage FromInterleaved(ReadOnlySpan<byte> values, int channels, int height, int width)
    {
        CheckSize(values.Length, channels, height, width);
        return new ReportImage(values.ToArray(), channels, height, width);
    }

    /// <summary>
    /// Takes numbers of any range, shape [C, H, W], and stretches them linearly: the smallest becomes black, the largest
    /// white. Values that are not finite count as the smallest; a constant picture becomes black.
    /// </summary>
    /// <inheritdoc cref="FromPlanar(ReadOnlySpan{byte}, int, int, int)"/>
    public static ReportImage FromFloats(ReadOnlySpan<float> values, int channels, int height, int width)
    {
        CheckSize(values.Length, channels, height, width);
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        byte[] bytes = new byte[values.Length];
        double range = (double)high - low;
        for (int i = 0; range > 0 && i < bytes.Length; i++)
            bytes[i] = float.IsFinite(values[i]) ? (byte)Math.Round((values[i] - (double)low) / range * 255) : (byte)0;
        return FromPlanar(bytes, channels, height, width);
    }

    /// <summary>The picture as a PNG file.</summary>
    /// <returns>The bytes of the file.</returns>
    public byte[] ToPng() => PngWriter.Encode(_pixels, Width, Height, Channels);

    internal string ToDataUri() => "data:image/png;base64," + Convert.ToBase64String(ToPng());

    /// <summary>The picture, averaged over whole blocks of pixels so that neither side passes the limit.</summary>
    internal ReportImage ShrinkTo(int limit)
    {
        int factor = (Math.Max(Width, Height) + limit - 1) / limit;
        if (factor <= 1)
            return this;
        int width = (Width + factor - 1) / factor, height = (Height + factor - 1) / factor;
        byte[] pixels = new byte[width * height * Channels];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < Channels; c++)
                    pixels[(y * width + x) * Channels + c] = BlockMean(x * factor, y * factor, factor, c);
            }
        }
        return new ReportImage(pixels, Channels, height, width);
    }

    private byte BlockMean(int left, int top, int factor, int channel)
    {
        int sum = 0, count = 0;
        for (int y = top; y < Math.Min(top + factor, Height); y++)
        {
            for (int x = left; x < Math.Min(left + factor, Width); x++, count++)
                sum += _pixels[(y * Width + x) * Channels + channel];
        }
        return (byte)((sum + count / 2) / count);
    }

    private static void CheckSize(int count, int channels, int height, int width)
    {
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "A report picture has 1 channel (grey) or 3 (red, green, blue).");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (count != (long)channels * height * width)
            throw new ArgumentException($"A picture of {channels} x {height} x {width} needs {(long)channels * height * width} values, found {count}.");
    }
}
