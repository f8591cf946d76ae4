namespace MlNetDeep;

/// <summary>Makes pictures of the filters of a network's first convolution.</summary>
internal static class FilterPictures
{
    // Blue for weights above zero, orange below, a middle grey for zero: readable on light and on dark pages.
    private static readonly (int R, int G, int B) _positive = (42, 120, 214);
    private static readonly (int R, int G, int B) _zero = (238, 236, 230);
    private static readonly (int R, int G, int B) _negative = (214, 90, 37);

    /// <summary>The first convolution whose weight is stored in the network, and that weight [M, C, H, W].</summary>
    public static (NetworkNode Node, NetworkTensor Weight)? Find(Network network)
    {
        foreach (NetworkNode node in network.Nodes)
        {
            if (node.OpType == "Conv" && node.Inputs.Count > 1
                && network.Tensors.TryGetValue(node.Inputs[1], out NetworkTensor? weight)
                && weight.ElementType == TensorElementType.Float && weight.Shape.Count == 4)
                return (node, weight);
        }
        return null;
    }

    /// <summary>A convolution by its name, or the first one, and its weight.</summary>
    /// <exception cref="OptionsException">There is no such layer, or it is no convolution whose weight is stored in the network.</exception>
    public static (NetworkNode Node, NetworkTensor Weight) Find(Network network, string? layer)
    {
        if (layer is null)
            return Find(network) ?? throw new OptionsException([$"Network '{network.Name}' has no convolution whose filters could be shown."]);
        string value = network.FindValue(layer);
        NetworkNode node = network.Nodes.First(n => n.Outputs.Contains(value));
        return node.OpType == "Conv" && node.Inputs.Count > 1
            && network.Tensors.TryGetValue(node.Inputs[1], out NetworkTensor? weight)
            && weight.ElementType == TensorElementType.Float && weight.Shape.Count == 4
            ? (node, weight)
            : throw new OptionsException(
            [
                $"Layer '{layer}' of network '{network.Name}' is {node.OpType}; only convolutions have filters to show: "
                + $"{string.Join(", ", network.Nodes.Where(n => n.OpType == "Conv").Select(n => $"'{n.Name}'").Take(12))}.",
            ]);
    }

    /// <summary>
    /// One picture a filter: in colour, stretched to 0..255, when the filter looks at red, green and blue; otherwise its
    /// first channel, positive weights blue and negative ones orange. Each filter has a scale of its own, up to its largest
    /// weight, so that the form of faint ones is seen as well.
    /// </summary>
    /// <param name="network">The network; it says whether blue comes first.</param>
    /// <param name="weight">The filters.</param>
    /// <param name="limit">How many at most.</param>
    public static IEnumerable<ReportImage> Make(Network network, NetworkTensor weight, int limit)
    {
        (int filters, int channels) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        (int height, int width) = ((int)weight.Shape[2], (int)weight.Shape[3]);
        float[] values = weight.Floats.ToArray();
        bool isBlueFirst = network.Preprocessing?.ColorOrder == ColorOrder.Bgr;
        int size = channels * height * width;
        for (int f = 0; f < Math.Min(filters, limit); f++)
        {
            float[] filter = values.AsSpan(f * size, size).ToArray();
            yield return channels == 3
                ? ReportImage.FromFloats(isBlueFirst ? RedFirst(filter) : filter, 3, height, width)
                : Signed(filter.AsSpan(0, height * width), height, width);
        }
    }

    private static float[] RedFirst(float[] planes)
    {
        int plane = planes.Length / 3;
        return [.. planes[(2 * plane)..], .. planes[plane..(2 * plane)], .. planes[..plane]];
    }

    private static ReportImage Signed(ReadOnlySpan<float> plane, int height, int width)
    {
        float scale = 0;
        foreach (float weight in plane)
            scale = float.IsFinite(weight) ? Math.Max(scale, Math.Abs(weight)) : scale;
        byte[] rgb = new byte[plane.Length * 3];
        for (int i = 0; i < plane.Length; i++)
            Shade(scale > 0 && float.IsFinite(plane[i]) ? plane[i] / scale : 0).CopyTo(rgb.AsSpan(3 * i));
        return ReportImage.FromInterleaved(rgb, 3, height, width);
    }

    /// <summary>The colour, red first, of a number from -1 (orange) over 0 (pale) to 1 (blue).</summary>
    public static byte[] Shade(double share)
    {
        (int r, int g, int b) = share < 0 ? _negative : _positive;
        return [Mix(_zero.R, r), Mix(_zero.G, g), Mix(_zero.B, b)];

        byte Mix(int from, int to) => (byte)Math.Round(from + ((to - from) * Math.Abs(share)));
    }
}
