namespace MlNetDeep;

/// <summary>
/// Covers one place of a picture after the other and watches the probability of a class (source: M. Zeiler, R. Fergus,
/// "Visualizing and understanding convolutional networks", 2013).
/// </summary>
internal static class OcclusionMap
{
    public static float[] Compute(ImageScorer scorer, ReportImage image, int classIndex, float whole, int patch, int stride, float[] cover)
    {
        (int height, int width) = (image.Height, image.Width);
        int[] tops = Starts(height, patch, stride), lefts = Starts(width, patch, stride);
        var sums = new double[height * width];
        var counts = new int[height * width];
        scorer.Run(tops.Length * lefts.Length, Fill, Read);
        return [.. sums.Zip(counts, (sum, count) => (float)(sum / count))];

        void Fill(int variant, Span<float> input)
        {
            scorer.Input.CopyTo(input);
            (int top, int left) = (tops[variant / lefts.Length], lefts[variant % lefts.Length]);
            // The cover is a whole grey picture, in the layout of the input.
            bool planar = scorer.Shape.Layout == PixelLayout.Planar;
            (int planes, int step) = planar ? (image.Channels, 1) : (1, image.Channels);
            for (int plane = 0; plane < planes; plane++)
            {
                for (int y = top; y < Math.Min(top + patch, height); y++)
                {
                    int start = ((((plane * height) + y) * width) + left) * step, length = Math.Min(patch, width - left) * step;
                    cover.AsSpan(start, length).CopyTo(input[start..]);
                }
            }
        }

        void Read(int variant, ReadOnlySpan<float> probabilities)
        {
            (int top, int left) = (tops[variant / lefts.Length], lefts[variant % lefts.Length]);
            for (int y = top; y < Math.Min(top + patch, height); y++)
            {
                for (int x = left; x < Math.Min(left + patch, width); x++)
                {
                    sums[y * width + x] += whole - probabilities[classIndex];
                    counts[y * width + x]++;
                }
            }
        }
    }

    // Every pixel is covered at least once: the last patch ends at the edge.
    private static int[] Starts(int size, int patch, int stride)
    {
        List<int> starts = [];
        for (int start = 0; start + patch < size; start += stride)
            starts.Add(start);
        starts.Add(Math.Max(0, size - patch));
        return [.. starts];
    }
}
