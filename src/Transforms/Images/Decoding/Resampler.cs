using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetDeep;

/// <summary>
/// Resizes pixels of three or four bytes with a triangle filter that widens as the picture shrinks: bilinear and antialiased, as
/// Pillow's BILINEAR and torchvision's <c>antialias=True</c>. Only the kept part is computed. The rows come in order and
/// as many at a time as the caller likes; no more of them are held than the filter reaches across.
/// </summary>
internal sealed class Resampler : IDisposable
{
    private readonly int _width;
    private readonly int _pixelSize;
    private readonly bool _blueFirst;
    private readonly int _keptWidth;
    private readonly int _keptHeight;
    private readonly ResampleWeights _across;
    private readonly ResampleWeights _down;
    private readonly int _ringRows;
    private readonly int _rowFloats;
    private readonly Vector256<float>[] _pair;
    private readonly float[] _ring;
    private readonly float[] _sum;
    private int _next;
    private int _written;

    /// <param name="pixelSize">Bytes of a pixel, 3 or 4; those of 4 are premultiplied and laid onto white.</param>
    /// <param name="width">Columns of the source.</param>
    /// <param name="height">Rows of the source.</param>
    /// <param name="blueFirst">Whether the order is BGRA instead of RGBA.</param>
    /// <param name="plan">The size of the whole and the part to keep.</param>
    public Resampler(int pixelSize, int width, int height, bool blueFirst, in ImagePlan plan)
    {
        (_pixelSize, _width, _blueFirst) = (pixelSize, width, blueFirst);
        (_keptWidth, _keptHeight) = (plan.Width, plan.Height);
        _across = new ResampleWeights(width, plan.ResizedWidth, plan.CropX, plan.Width);
        _down = new ResampleWeights(height, plan.ResizedHeight, plan.CropY, plan.Height);
        // Rows come in pairs, the second of which may be one that is not needed yet.
        _ringRows = _down.Taps + 1;
        _rowFloats = (plan.Width * 4 + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        _pair = ArrayPool<Vector256<float>>.Shared.Rent(width);
        _ring = ArrayPool<float>.Shared.Rent(_ringRows * _rowFloats);
        _sum = ArrayPool<float>.Shared.Rent(_rowFloats);
    }

    /// <summary>Takes the next rows and writes the target rows that they complete.</summary>
    /// <param name="rows">Whole rows of pixels.</param>
    /// <param name="rgb">The result so far: plan width times plan height times 3 bytes, red first.</param>
    public void Add(ReadOnlySpan<byte> rows, Span<byte> rgb)
    {
        int line = _width * _pixelSize;
        for (; rows.Length >= line && _written < _keptHeight; WriteComplete(rgb))
        {
            int count = rows.Length >= 2 * line ? 2 : 1;
            if (_next + count > _down.First(_written))
            {
                // A row without a second is taken twice; what becomes of the second time is overwritten.
                ReadOnlySpan<byte> second = rows.Slice((count - 1) * line, line);
                if (_pixelSize == 4)
                    WidenFour(rows[..line], second, _pair);
                else
                    WidenThree(rows[..line], second, _pair);
                Narrow(Row(_next), Row(_next + 1));
            }

            _next += count;
            rows = rows[(count * line)..];
        }
    }

    public void Dispose()
    {
        ArrayPool<Vector256<float>>.Shared.Return(_pair);
        ArrayPool<float>.Shared.Return(_ring);
        ArrayPool<float>.Shared.Return(_sum);
    }

    // Two rows lie side by side in one vector: the weights are the same for both. What the color of a premultiplied
    // pixel lacks to full alpha is white.
    private static void WidenFour(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<Vector256<float>> pair)
    {
        ReadOnlySpan<uint> upper = MemoryMarshal.Cast<byte, uint>(first), lower = MemoryMarshal.Cast<byte, uint>(second);
        for (int x = 0; x < upper.Length; x++)
        {
            Vector256<float> white = Vector256.Create(
                Vector128.Create((float)(255 - (upper[x] >> 24))), Vector128.Create((float)(255 - (lower[x] >> 24))));
            pair[x] = Widen(upper[x], lower[x]) + white;
        }
    }

    private static void WidenThree(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<Vector256<float>> pair)
    {
        const byte None = 255;
        Vector128<byte> order = Vector128.Create((byte)0, None, None, None, 1, None, None, None, 2, None, None, None, None, None, None, None);
        Vector128<byte> step = Vector128.Create((byte)3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0);
        int x = 0;
        for (; (x * 3) + Vector128<byte>.Count <= first.Length; x += 4)
        {
            Vector128<byte> upper = Vector128.Create(first.Slice(x * 3, Vector128<byte>.Count));
            Vector128<byte> lower = Vector128.Create(second.Slice(x * 3, Vector128<byte>.Count));
            Span<Vector256<float>> four = pair.Slice(x, 4);
            four[0] = Spread(upper, lower, order);
            four[1] = Spread(upper, lower, order + step);
            four[2] = Spread(upper, lower, order + step + step);
            four[3] = Spread(upper, lower, order + step + step + step);
        }

        for (; x * 3 < first.Length; x++)
            pair[x] = Widen(Three(first[(x * 3)..]), Three(second[(x * 3)..]));

        static uint Three(ReadOnlySpan<byte> pixel) => pixel[0] | ((uint)pixel[1] << 8) | ((uint)pixel[2] << 16);

        static Vector256<float> Spread(Vector128<byte> upper, Vector128<byte> lower, Vector128<byte> order) => Vector256.ConvertToSingle(
            Vector256.Create(Vector128.ShuffleNative(upper, order), Vector128.ShuffleNative(lower, order)).AsInt32());
    }

    private static Vector256<float> Widen(uint first, uint second)
    {
        Vector128<ushort> wide = Vector128.WidenLower(Vector128.CreateScalar(first | ((ulong)second << 32)).AsByte());
        return Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(wide), Vector128.WidenUpper(wide)).AsInt32());
    }

    private void Narrow(Span<float> first, Span<float> second)
    {
        ReadOnlySpan<Vector256<float>> pair = _pair.AsSpan(0, _width);
        Span<Vector128<float>> upper = MemoryMarshal.Cast<float, Vector128<float>>(first)[.._keptWidth];
        Span<Vector128<float>> lower = MemoryMarshal.Cast<float, Vector128<float>>(second)[.._keptWidth];
        for (int x = 0; x < upper.Length; x++)
        {
            ReadOnlySpan<float> weights = _across.Of(x);
            ReadOnlySpan<Vector256<float>> source = pair.Slice(_across.First(x), weights.Length);
            Vector256<float> sum = source[0] * weights[0];
            for (int i = 1; i < weights.Length; i++)
                sum += source[i] * weights[i];
            upper[x] = sum.GetLower();
            lower[x] = sum.GetUpper();
        }
    }

    private void WriteComplete(Span<byte> rgb)
    {
        for (; _written < _keptHeight && _down.End(_written) <= _next; _written++)
        {
            ReadOnlySpan<float> weights = _down.Of(_written);
            Span<Vector<float>> sum = MemoryMarshal.Cast<float, Vector<float>>(_sum.AsSpan(0, _rowFloats));
            for (int i = 0; i < weights.Length; i++)
            {
                ReadOnlySpan<Vector<float>> row = MemoryMarshal.Cast<float, Vector<float>>(Row(_down.First(_written) + i));
                var weight = new Vector<float>(weights[i]);
                if (i == 0)
                {
                    for (int x = 0; x < sum.Length && x < row.Length; x++)
                        sum[x] = row[x] * weight;
                }
                else
                {
                    for (int x = 0; x < sum.Length && x < row.Length; x++)
                        sum[x] += row[x] * weight;
                }
            }

            Write(rgb.Slice(_written * _keptWidth * 3, _keptWidth * 3));
        }
    }

    // Sums of weights that add up to 1 leave 0..255 by a rounding error at most, which the half that is added makes up for.
    private void Write(Span<byte> rgb)
    {
        // The lowest byte of each of the first three numbers, in the order of the result, for each of four pixels.
        const byte None = 255;
        (byte red, byte blue) = _blueFirst ? ((byte)8, (byte)0) : ((byte)0, (byte)8);
        Vector128<byte> first = Vector128.Create(red, 4, blue, None, None, None, None, None, None, None, None, None, None, None, None, None);
        Vector128<byte> second = Vector128.Create(None, None, None, red, 4, blue, None, None, None, None, None, None, None, None, None, None);
        Vector128<byte> third = Vector128.Create(None, None, None, None, None, None, red, 4, blue, None, None, None, None, None, None, None);
        Vector128<byte> fourth = Vector128.Create(None, None, None, None, None, None, None, None, None, red, 4, blue, None, None, None, None);
        ReadOnlySpan<Vector128<float>> sums = MemoryMarshal.Cast<float, Vector128<float>>(_sum.AsSpan(0, _rowFloats))[.._keptWidth];
        int i = 0;
        for (; (i * 3) + Vector128<byte>.Count <= rgb.Length; i += 4)
        {
            ReadOnlySpan<Vector128<float>> four = sums.Slice(i, 4);
            Vector128<byte> pixels = Place(four[0], first) | Place(four[1], second) | Place(four[2], third) | Place(four[3], fourth);
            pixels.CopyTo(rgb[(i * 3)..]);
        }

        for (; i < sums.Length; i++)
        {
            uint last = Place(sums[i], first).AsUInt32().ToScalar();
            (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]) = ((byte)last, (byte)(last >> 8), (byte)(last >> 16));
        }
    }

    private static Vector128<byte> Place(Vector128<float> value, Vector128<byte> order) => Vector128.ShuffleNative(
        Vector128.ConvertToInt32Native(Vector128.MinNative(value + Vector128.Create(0.5f), Vector128.Create(255f))).AsByte(), order);

    private Span<float> Row(int source) => _ring.AsSpan(source % _ringRows * _rowFloats, _rowFloats);
}
