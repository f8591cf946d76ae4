using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>Turns pixels into a network's input, one table of 256 values for each channel.</summary>
internal sealed class PixelScaling
{
    private readonly float[] _table;

    private PixelScaling(ImagePreprocessing preprocessing, int channels, float[] table)
    {
        Preprocessing = preprocessing;
        Channels = channels;
        _table = table;
    }

    /// <summary>The preprocessing that the tables stand for.</summary>
    public ImagePreprocessing Preprocessing { get; }

    /// <summary>The number of channels that have a table of their own.</summary>
    public int Channels { get; }

    /// <summary>The scaling that <paramref name="network"/> was trained with; pixel / 255 when it does not say.</summary>
    /// <exception cref="DeepLearningException">The preprocessing is for another number of channels.</exception>
    public static PixelScaling Of(Network network, InputShape shape)
    {
        ImagePreprocessing preprocessing = network.Preprocessing
            ?? new ImagePreprocessing { Width = shape.Width, Height = shape.Height, Channels = shape.Channels };
        int channels = shape.IsImage ? shape.Channels : Math.Max(1, preprocessing.Channels);
        if (shape.Size % channels != 0
            || !Fits(preprocessing.Mean, channels) || !Fits(preprocessing.StandardDeviation, channels))
        {
            throw new DeepLearningException(
                $"The preprocessing of network '{network.Name}' has {preprocessing.Mean?.Count ?? 0} means and "
                + $"{preprocessing.StandardDeviation?.Count ?? 0} standard deviations; its input {shape} has {channels} channels.");
        }

        var table = new float[channels * 256];
        for (int channel = 0; channel < channels; channel++)
        {
            float mean = At(preprocessing.Mean, channel, 0);
            float deviation = At(preprocessing.StandardDeviation, channel, 1);
            for (int pixel = 0; pixel < 256; pixel++)
                table[channel * 256 + pixel] = (pixel * preprocessing.Scale - mean) / deviation;
        }

        return new PixelScaling(preprocessing, channels, table);
    }

    /// <summary>Scales pixels that lie channel after channel.</summary>
    public void Apply(ReadOnlySpan<byte> planar, Span<float> destination)
    {
        int plane = planar.Length / Channels;
        for (int channel = 0; channel < Channels; channel++)
        {
            ReadOnlySpan<float> table = _table.AsSpan(channel * 256, 256);
            ReadOnlySpan<byte> source = planar.Slice(channel * plane, plane);
            Span<float> target = destination.Slice(channel * plane, plane);
            for (int i = 0; i < source.Length; i++)
                target[i] = table[source[i]];
        }
    }

    private static bool Fits(IReadOnlyList<float>? values, int channels) =>
        values is null || values.Count == 0 || values.Count == 1 || values.Count == channels;

    private static float At(IReadOnlyList<float>? values, int channel, float absent) =>
        values is null || values.Count == 0 ? absent : values[values.Count == 1 ? 0 : channel];
}
