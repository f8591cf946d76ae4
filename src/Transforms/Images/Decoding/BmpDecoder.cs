using System.Buffers;

namespace MlNetDeep;

/// <summary>Resizes the rows of a BMP file.</summary>
internal static class BmpDecoder
{
    /// <summary>Decodes the kept part of a file that was checked; three bytes a pixel, red first.</summary>
    public static void Decode(ReadOnlySpan<byte> file, in ImagePlan plan, Span<byte> rgb)
    {
        var bmp = new BmpFile(file);
        (int width, int height) = ((int)bmp.Header.Width, (int)bmp.Header.Height);
        int length = width * 3, rows = ImageDecoder.RowsAtATime(width);
        byte[] strip = ArrayPool<byte>.Shared.Rent(rows * length);
        using var resampler = new Resampler(3, width, height, blueFirst: false, plan);
        for (int y = 0; y < height; y += rows)
        {
            int count = Math.Min(rows, height - y);
            for (int i = 0; i < count; i++)
                bmp.ReadRow(y + i, strip.AsSpan(i * length, length));
            resampler.Add(strip.AsSpan(0, count * length), rgb);
        }

        ArrayPool<byte>.Shared.Return(strip);
    }
}
