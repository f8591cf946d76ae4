namespace MlNetDeep;

/// <summary>Brings the values of an image from one layout to another.</summary>
internal static class PixelOrder
{
    /// <summary>Copies an image, reordered where the layouts differ.</summary>
    public static void Copy<T>(ReadOnlySpan<T> source, PixelLayout from, Span<T> target, PixelLayout to, int channels)
    {
        if (from == to || channels == 1)
        {
            source.CopyTo(target);
            return;
        }

        int plane = source.Length / channels;
        for (int channel = 0; channel < channels; channel++)
        {
            if (from == PixelLayout.Planar)
            {
                ReadOnlySpan<T> values = source.Slice(channel * plane, plane);
                for (int i = 0, at = channel; i < plane; i++, at += channels)
                    target[at] = values[i];
            }
            else
            {
                Span<T> values = target.Slice(channel * plane, plane);
                for (int i = 0, at = channel; i < plane; i++, at += channels)
                    values[i] = source[at];
            }
        }
    }

    /// <summary>A copy of the image in another layout.</summary>
    public static T[] Copy<T>(ReadOnlySpan<T> source, PixelLayout from, PixelLayout to, int channels)
    {
        var target = new T[source.Length];
        Copy(source, from, target, to, channels);
        return target;
    }

    /// <summary>Where the value of a place goes.</summary>
    public static int Move(int index, PixelLayout from, PixelLayout to, int channels, int plane) => from == to || channels == 1
        ? index
        : from == PixelLayout.Planar ? (index % plane * channels) + (index / plane) : (index % channels * plane) + (index / channels);
}
