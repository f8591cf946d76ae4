namespace MlNetDeep;

/// <summary>Draws generated images and their neighbours into one picture on white.</summary>
internal static class NeighbourPicture
{
    private const int Margin = 2;
    private const int Gap = 8;
    private const int GoodHeight = 56;
    private const int LargestSide = 65_536;
    private const long MostBytes = 1L << 30;

    public static ReportImage Draw(IReadOnlyList<GeneratedNeighbours> rows)
    {
        if (rows[0].Image is not { } first || rows.Any(row => row.Image is null || row.Neighbours.Any(n => n.Image is null)))
            throw new InvalidOperationException("There are no pictures of the rows. Set Pictures, and give images of 1 or 3 channels.");
        int factor = Math.Max(1, GoodHeight / first.Height);
        int cellWidth = first.Width * factor + Margin, cellHeight = first.Height * factor + Margin;
        long width = Margin + cellWidth + Gap + (long)cellWidth * rows[0].Neighbours.Count, height = Margin + (long)cellHeight * rows.Count;
        if (width > LargestSide || height > LargestSide || width * height * first.Channels > MostBytes)
            throw new InvalidOperationException($"A picture of {width} x {height} pixels is too large. Take fewer rows or neighbours.");
        var pixels = new byte[width * height * first.Channels];
        Array.Fill(pixels, (byte)255);
        for (int i = 0; i < rows.Count; i++)
        {
            int top = Margin + i * cellHeight;
            Paste(rows[i].Image!, Margin, top);
            for (int j = 0; j < rows[i].Neighbours.Count; j++)
                Paste(rows[i].Neighbours[j].Image!, Margin + Gap + (j + 1) * cellWidth, top);
        }

        return ReportImage.FromInterleaved(pixels, first.Channels, (int)height, (int)width);

        void Paste(ReportImage image, int left, int top)
        {
            ReadOnlySpan<byte> source = image.Pixels.Span;
            int channels = image.Channels;
            for (int y = 0; y < image.Height * factor; y++)
            {
                Span<byte> line = pixels.AsSpan((int)(((top + y) * width + left) * channels), image.Width * factor * channels);
                ReadOnlySpan<byte> from = source.Slice(y / factor * image.Width * channels, image.Width * channels);
                for (int x = 0; x < line.Length; x++)
                    line[x] = from[x / channels / factor * channels + x % channels];
            }
        }
    }
}
