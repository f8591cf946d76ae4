using System.Runtime.Intrinsics;

namespace MlNetDeep;

/// <summary>Lays pixels out as the network wants them.</summary>
internal sealed class PixelPacker
{
    private readonly ImagePreprocessing _preprocessing;
    private readonly bool _planar;
    private readonly int _channels;

    public PixelPacker(ImagePreprocessing preprocessing)
    {
        _preprocessing = preprocessing;
        _channels = Channels(preprocessing);
        _planar = preprocessing.Layout != PixelLayout.Interleaved;
    }

    /// <summary>The number of channels, also when it is left open.</summary>
    public static int Channels(ImagePreprocessing preprocessing) =>
        preprocessing.Channels > 0 ? preprocessing.Channels : preprocessing.ColorOrder == ColorOrder.Gray ? 1 : 3;

    /// <summary>Orders pixels of red, green and blue.</summary>
    public void Pack(ReadOnlySpan<byte> rgb, Span<byte> values)
    {
        bool blueFirst = _preprocessing.ColorOrder == ColorOrder.Bgr;
        if (_channels == 1)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = Gray(rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]);
        }
        else if (_planar)
        {
            int plane = values.Length / 3;
            Span<byte> first = values[..plane], second = values.Slice(plane, plane), third = values[(2 * plane)..];
            if (blueFirst)
                Split(rgb, third, second, first);
            else
                Split(rgb, first, second, third);
        }
        else if (blueFirst)
        {
            for (int i = 0; i < values.Length; i += 3)
                (values[i], values[i + 1], values[i + 2]) = (rgb[i + 2], rgb[i + 1], rgb[i]);
        }
        else
        {
            rgb.CopyTo(values);
        }
    }

    // ITU-R BT.601, in integers as Pillow has it.
    private static byte Gray(int red, int green, int blue) => (byte)(((red * 19595) + (green * 38470) + (blue * 7471) + 0x8000) >> 16);

    private static void Split(ReadOnlySpan<byte> rgb, Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<byte> first = Vector128<byte>.Indices * 3;
            Vector128<byte> one = Vector128<byte>.One;
            for (; i + 16 <= red.Length; i += 16)
            {
                Vector128<byte> a = Vector128.Create(rgb.Slice(i * 3, 16));
                Vector128<byte> b = Vector128.Create(rgb.Slice((i * 3) + 16, 16));
                Vector128<byte> c = Vector128.Create(rgb.Slice((i * 3) + 32, 16));
                Gather(a, b, c, first).CopyTo(red[i..]);
                Gather(a, b, c, first + one).CopyTo(green[i..]);
                Gather(a, b, c, first + one + one).CopyTo(blue[i..]);
            }
        }

        for (; i < red.Length; i++)
            (red[i], green[i], blue[i]) = (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]);
    }

    // An index past 15 gives 0, so that the three parts can be put together by or.
    private static Vector128<byte> Gather(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> index)
    {
        Vector128<byte> sixteen = Vector128.Create((byte)16);
        return Vector128.Shuffle(a, index) | Vector128.Shuffle(b, index - sixteen) | Vector128.Shuffle(c, index - sixteen - sixteen);
    }
}
