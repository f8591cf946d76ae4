using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>
/// Turns what a generator gives into pixels, the reverse of its preprocessing: the nearest of 0..255 to
/// (value * StandardDeviation + Mean) / Scale, halves to even; 0 for NaN.
/// </summary>
internal sealed class PixelRestoring
{
    private readonly float _scale;
    private readonly float[] _means;
    private readonly float[] _deviations;

    private PixelRestoring(ImagePreprocessing preprocessing, int channels)
    {
        Channels = channels;
        ColorOrder = preprocessing.ColorOrder;
        _scale = preprocessing.Scale;
        _means = Spread(preprocessing.Mean, channels, 0);
        _deviations = Spread(preprocessing.StandardDeviation, channels, 1);
    }

    /// <summary>1 (grey) or 3.</summary>
    public int Channels { get; }

    /// <summary>The order of the channels.</summary>
    public ColorOrder ColorOrder { get; }

    /// <summary>
    /// What makes pixels of the values of a network. One that has no preprocessing gives -1..1 when it ends in a
    /// hyperbolic tangent, 0..1 otherwise.
    /// </summary>
    /// <exception cref="DeepLearningException">The preprocessing is for another number of channels.</exception>
    public static PixelRestoring Of(Network network, int channels)
    {
        string output = network.Outputs[0].Name;
        bool signed = network.Nodes.Any(node => node.OpType == "Tanh" && node.Outputs.Contains(output));
        return Of(network.Preprocessing ?? (signed ? Signed : new ImagePreprocessing()), channels, $"network '{network.Name}'");
    }

    /// <summary>What makes pixels of values that <paramref name="preprocessing"/> would have made of pixels.</summary>
    /// <exception cref="DeepLearningException">The preprocessing is for another number of channels.</exception>
    public static PixelRestoring Of(ImagePreprocessing preprocessing, int channels, string owner) =>
        Fits(preprocessing.Mean, channels) && Fits(preprocessing.StandardDeviation, channels)
            ? new PixelRestoring(preprocessing, channels)
            : throw new DeepLearningException(
                $"The preprocessing of {owner} has {preprocessing.Mean.Count} means and {preprocessing.StandardDeviation.Count} "
                + $"standard deviations; its images have {channels} channels.");

    /// <summary>Pixels channel after channel.</summary>
    public void WritePlanar(ReadOnlySpan<float> values, Span<byte> target)
    {
        int plane = values.Length / Channels;
        for (int channel = 0; channel < Channels; channel++)
            Write(values.Slice(channel * plane, plane), channel, target[(channel * plane)..], 1);
    }

    /// <summary>Pixel after pixel, the channels in the network's order.</summary>
    public void WriteInterleaved(ReadOnlySpan<float> values, Span<byte> target)
    {
        int plane = values.Length / Channels;
        for (int channel = 0; channel < Channels; channel++)
            Write(values.Slice(channel * plane, plane), channel, target[channel..], Channels);
    }

    /// <summary>Pixel after pixel: red, green, blue; or grey.</summary>
    public void WriteRgb(ReadOnlySpan<float> values, Span<byte> target)
    {
        int plane = values.Length / Channels;
        for (int channel = 0; channel < Channels; channel++)
            Write(values.Slice(channel * plane, plane), channel, target[Place(channel)..], Channels);
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
            Write(values.Slice(channel * plane, plane), channel, target[(2 - color)..], 4);
        }
    }

    private static ImagePreprocessing Signed => new() { Mean = [0.5f], StandardDeviation = [0.5f] };

    // Where red, green and blue are, or which color a channel is: the two orders are their own reverse.
    private int Place(int index) => Channels == 3 && ColorOrder == ColorOrder.Bgr ? 2 - index : index;

    private void Write(ReadOnlySpan<float> values, int channel, Span<byte> target, int step)
    {
        (float deviation, float mean) = (_deviations[channel], _means[channel]);
        for (int i = 0, to = 0; i < values.Length; i++, to += step)
        {
            float pixel = MathF.Round(((values[i] * deviation) + mean) / _scale);
            target[to] = pixel >= 255 ? (byte)255 : pixel > 0 ? (byte)pixel : (byte)0;
        }
    }

    private static bool Fits(IReadOnlyList<float> values, int channels) => values.Count <= 1 || values.Count == channels;

    private static float[] Spread(IReadOnlyList<float> values, int channels, float absent) =>
        [.. Enumerable.Range(0, channels).Select(c => values.Count == 0 ? absent : values[values.Count == 1 ? 0 : c])];
}
