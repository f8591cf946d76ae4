namespace MlNetDeep;

/// <summary>Lays out pixels that a <see cref="PixelScaling"/> restores from what a generator gives or a network reads.</summary>
internal sealed class PixelRestoring(PixelScaling scaling, PixelLayout layout = PixelLayout.Planar)
{
    /// <summary>1 (grey) or 3.</summary>
    public int Channels => scaling.Channels;

    /// <summary>
    /// What makes pixels of the values of a network. One that has no preprocessing gives -1..1 when it ends in a
    /// hyperbolic tangent, 0..1 otherwise.
    /// </summary>
    /// <exception cref="DeepLearningException">The preprocessing is for another number of channels.</exception>
    public static PixelRestoring Of(Network network, int channels) => Of(network, network.Outputs[0].Name, channels);

    /// <summary>The same for one of several outputs.</summary>
    /// <exception cref="DeepLearningException">The preprocessing is for another number of channels.</exception>
    public static PixelRestoring Of(Network network, string output, int channels)
    {
        bool signed = network.Nodes.Any(node => node.OpType == "Tanh" && node.Outputs.Contains(output));
        return Of(network.Preprocessing ?? (signed ? Signed : new ImagePreprocessing()), channels, $"network '{network.Name}'");
    }

    /// <summary>What makes pixels of values that <paramref name="preprocessing"/> would have made of pixels.</summary>
    /// <exception cref="DeepLearningException">The preprocessing is for another number of channels.</exception>
    public static PixelRestoring Of(ImagePreprocessing preprocessing, int channels, string owner) =>
        new(PixelScaling.Of(preprocessing, channels, owner));

    /// <summary>Pixels channel after channel.</summary>
    public void WritePlanar(ReadOnlySpan<float> values, Span<byte> target)
    {
        int plane = values.Length / Channels;
        for (int channel = 0; channel < Channels; channel++)
            Write(values, channel, target[(channel * plane)..], 1);
    }

    /// <summary>Pixel after pixel, the channels in the network's order.</summary>
    public void WriteInterleaved(ReadOnlySpan<float> values, Span<byte> target)
    {
        for (int channel = 0; channel < Channels; channel++)
            Write(values, channel, target[channel..], Channels);
    }

    /// <summary>Pixel after pixel: red, green, blue; or grey.</summary>
    public void WriteRgb(ReadOnlySpan<float> values, Span<byte> target)
    {
        for (int channel = 0; channel < Channels; channel++)
            Write(values, channel, target[Place(channel)..], Channels);
    }

    /// <summary>Pixel after pixel: blue, green, red and an alpha of 255.</summary>
    public void WriteBgra(ReadOnlySpan<float> values, Span<byte> target)
    {
        int plane = values.Length / Channels;
        target[..(plane * 4)].Fill(byte.MaxValue);
        for (int color = 0; color < 3; color++)
        {
            // A grey image has its only channel in all three places.
            int channel = Channels == 1 ? 0 : Place(color);
            Write(values, channel, target[(2 - color)..], 4);
        }
    }

    private static ImagePreprocessing Signed => new() { Mean = [0.5f], StandardDeviation = [0.5f] };

    // Where red, green and blue are, or which color a channel is: the two orders are their own reverse.
    private int Place(int index) => scaling.IsBlueFirst ? 2 - index : index;

    private void Write(ReadOnlySpan<float> values, int channel, Span<byte> target, int step)
    {
        int plane = values.Length / Channels;
        if (layout == PixelLayout.Planar)
            scaling.Restore(values.Slice(channel * plane, plane), 1, channel, target, step);
        else
            scaling.Restore(values[channel..], Channels, channel, target, step);
    }
}
