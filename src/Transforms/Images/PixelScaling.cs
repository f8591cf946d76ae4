using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetDeep;

/// <summary>
/// The numbers of a preprocessing, spread over the channels: pixels of 0..255 become a network's input, and back. Whatever
/// scales or restores pixels does it with this.
/// </summary>
internal sealed class PixelScaling
{
    private readonly float _scale;
    private readonly float[] _means;
    private readonly float[] _deviations;

    private PixelScaling(ImagePreprocessing preprocessing, int channels)
    {
        Preprocessing = preprocessing;
        _scale = preprocessing.Scale;
        _means = Spread(preprocessing.Mean, channels, 0);
        _deviations = Spread(preprocessing.StandardDeviation, channels, 1);
    }

    /// <summary>The preprocessing that the numbers are of.</summary>
    public ImagePreprocessing Preprocessing { get; }

    /// <summary>The number of channels that have numbers of their own.</summary>
    public int Channels => _means.Length;

    /// <summary>Whether blue comes before red.</summary>
    public bool IsBlueFirst => Channels == 3 && Preprocessing.ColorOrder == ColorOrder.Bgr;

    /// <summary>What is subtracted from the scaled pixel, by channel.</summary>
    public IReadOnlyList<float> Means => _means;

    /// <summary>What the difference is divided by, by channel.</summary>
    public IReadOnlyList<float> Deviations => _deviations;

    /// <summary>What a pixel is multiplied with, by channel: <c>input = pixel * factor + offset</c>.</summary>
    public float[] Factors => [.. _deviations.Select(deviation => _scale / deviation)];

    /// <summary>What is then added, by channel: the input that black gives.</summary>
    public float[] Offsets => [.. _means.Select((mean, channel) => -mean / _deviations[channel])];

    /// <summary>Whether the input is pixel * Scale, without mean and deviation.</summary>
    public bool IsPlain => Array.TrueForAll(_means, mean => mean == 0) && Array.TrueForAll(_deviations, deviation => deviation == 1);

    /// <summary>The numbers of a preprocessing for images of so many channels.</summary>
    /// <param name="preprocessing">The preprocessing.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="owner">Whose it is, for the message.</param>
    /// <exception cref="DeepLearningException">The preprocessing is for another number of channels.</exception>
    public static PixelScaling Of(ImagePreprocessing preprocessing, int channels, string owner)
    {
        return Fits(preprocessing.Mean) && Fits(preprocessing.StandardDeviation)
            ? new PixelScaling(preprocessing, channels)
            : throw new DeepLearningException(
                $"The preprocessing of {owner} has {preprocessing.Mean.Count} means and {preprocessing.StandardDeviation.Count} "
                + $"standard deviations; its images have {channels} channels.");

        bool Fits(IReadOnlyList<float> values) => values.Count <= 1 || values.Count == channels;
    }

    /// <summary>The numbers for the input of a network: its own preprocessing, or pixel / 255 when it does not say.</summary>
    /// <exception cref="DeepLearningException">The preprocessing is for another number of channels.</exception>
    public static PixelScaling Of(Network network, InputShape shape) => Of(network, shape, network.Preprocessing);

    /// <summary>The same for a given preprocessing; null stands for pixel / 255.</summary>
    /// <exception cref="DeepLearningException">The preprocessing is for another number of channels.</exception>
    public static PixelScaling Of(Network network, InputShape shape, ImagePreprocessing? preprocessing)
    {
        preprocessing ??= new ImagePreprocessing { Width = shape.Width, Height = shape.Height, Channels = shape.Channels };
        int channels = shape.IsImage ? shape.Channels : Math.Max(1, preprocessing.Channels);
        return shape.Size % channels == 0
            ? Of(preprocessing, channels, $"network '{network.Name}'")
            : throw new DeepLearningException(
                $"The preprocessing of network '{network.Name}' is for {channels} channels, but its input {shape} has {shape.Size} values.");
    }

    /// <summary>Whether two preprocessings make the same number of every pixel, and put it into the same channel.</summary>
    public static bool AreAlike(ImagePreprocessing one, ImagePreprocessing other, int channels) =>
        OrdersAreAlike(one, other, channels) && one.Scale.Equals(other.Scale)
        && Spread(one.Mean, channels, 0).AsSpan().SequenceEqual(Spread(other.Mean, channels, 0))
        && Spread(one.StandardDeviation, channels, 1).AsSpan().SequenceEqual(Spread(other.StandardDeviation, channels, 1));

    /// <summary>Whether two preprocessings put red, green and blue into the same channels.</summary>
    public static bool OrdersAreAlike(ImagePreprocessing one, ImagePreprocessing other, int channels) =>
        channels == 1 || (one.ColorOrder == ColorOrder.Bgr) == (other.ColorOrder == ColorOrder.Bgr);

    /// <summary>The input that a pixel gives: (pixel * scale - mean) / deviation, rounded in this order.</summary>
    public float Scale(byte pixel, int channel) => ((pixel * _scale) - _means[channel]) / _deviations[channel];

    /// <summary>Scales an image, to the bit as <see cref="Scale(byte, int)"/> does.</summary>
    public void Scale(ReadOnlySpan<byte> pixels, PixelLayout layout, Span<float> input)
    {
        if (layout == PixelLayout.Planar || Channels == 1)
        {
            int plane = pixels.Length / Channels;
            for (int channel = 0; channel < Channels; channel++)
                ScalePlane(pixels.Slice(channel * plane, plane), channel, input.Slice(channel * plane, plane));
            return;
        }

        for (int channel = 0; channel < Channels; channel++)
        {
            (float mean, float deviation) = (_means[channel], _deviations[channel]);
            for (int i = channel; i < pixels.Length; i += Channels)
                input[i] = ((pixels[i] * _scale) - mean) / deviation;
        }
    }

    /// <summary>
    /// Restores the pixels of a channel: the nearest of 0..255 to (value * deviation + mean) / scale, halves to even; 0 for NaN.
    /// </summary>
    /// <param name="values">The channel's values.</param>
    /// <param name="from">The distance from one value to the next.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="pixels">The pixels.</param>
    /// <param name="to">The distance from one pixel to the next.</param>
    public void Restore(ReadOnlySpan<float> values, int from, int channel, Span<byte> pixels, int to)
    {
        (float deviation, float mean) = (_deviations[channel], _means[channel]);
        for (int at = 0, target = 0; at < values.Length; at += from, target += to)
        {
            float pixel = MathF.Round(((values[at] * deviation) + mean) / _scale);
            pixels[target] = pixel >= 255 ? (byte)255 : pixel > 0 ? (byte)pixel : (byte)0;
        }
    }

    private void ScalePlane(ReadOnlySpan<byte> values, int channel, Span<float> input)
    {
        (float scale, float mean, float deviation) = (_scale, _means[channel], _deviations[channel]);
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<float> scales = Vector128.Create(scale), means = Vector128.Create(mean), deviations = Vector128.Create(deviation);
            for (; i + 8 <= values.Length; i += 8)
            {
                ulong eight = MemoryMarshal.Read<ulong>(values[i..]);
                Vector128<ushort> wide = Vector128.WidenLower(Vector128.CreateScalar(eight).AsByte());
                Store(Vector128.WidenLower(wide), input[i..]);
                Store(Vector128.WidenUpper(wide), input[(i + 4)..]);
            }

            void Store(Vector128<uint> four, Span<float> target) =>
                (((Vector128.ConvertToSingle(four.AsInt32()) * scales) - means) / deviations).CopyTo(target);
        }

        for (; i < values.Length; i++)
            input[i] = ((values[i] * scale) - mean) / deviation;
    }

    private static float[] Spread(IReadOnlyList<float> values, int channels, float absent) =>
        [.. Enumerable.Range(0, channels).Select(c => values.Count == 0 ? absent : values[values.Count == 1 ? 0 : Math.Min(c, values.Count - 1)])];
}
