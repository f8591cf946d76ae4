using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetDeep.Transforms;

/// <summary>
/// Resizes pixels of three or four bytes with a triangle filter that widens as the picture shrinks: bilinear and antialiased, as
/// Pillow's BILINEAR and torchvision's <c>antialias=True</c>. Only the kept part is computed.
/// </summary>
internal static class Resampler
{
    /// <summary>Resizes onto white; the result has three bytes a pixel, red first.</summary>
    /// <param name="pixels">Rows of pixels; those of four bytes are premultiplied.</param>
    /// <param name="pixelSize">Bytes of a pixel, 3 or 4.</param>
    /// <param name="width">Columns of <paramref name="pixels"/>.</param>
    /// <param name="height">Rows of <paramref name="pixels"/>.</param>
    /// <param name="blueFirst">Whether the order is BGRA instead of RGBA.</param>
    /// <param name="plan">The size of the whole and the part to keep.</param>
    /// <param name="rgb">Plan width times plan height times 3 bytes.</param>
    public static void Resize(
        ReadOnlySpan<byte> pixels, int pixelSize, int width, int height, bool blueFirst, in ImagePlan plan, Span<byte> rgb)
    {
        var across = new ResampleWeights(width, plan.ResizedWidth, plan.CropX, plan.Width);
        var down = new ResampleWeights(height, plan.ResizedHeight, plan.CropY, plan.Height);
        Vector128<float>[] row = ArrayPool<Vector128<float>>.Shared.Rent(width);
        Vector128<float>[] narrow = ArrayPool<Vector128<float>>.Shared.Rent(plan.Width);
        Vector128<float>[] sums = ArrayPool<Vector128<float>>.Shared.Rent(plan.Width * plan.Height);
        try
        {
            sums.AsSpan(0, plan.Width * plan.Height).Clear();
            int first = 0;
            for (int y = down.First(0); y < down.End(plan.Height - 1); y++)
            {
                ReadOnlySpan<byte> line = pixels.Slice(y * width * pixelSize, width * pixelSize);
                if (pixelSize == 4)
                    WidenFour(line, row);
                else
                    WidenThree(line, row);
                Narrow(row, across, narrow.AsSpan(0, plan.Width));
                while (first < plan.Height && down.End(first) <= y)
                    first++;
                for (int target = first; target < plan.Height && down.First(target) <= y; target++)
                    Add(narrow.AsSpan(0, plan.Width), down.Of(target)[y - down.First(target)], sums.AsSpan(target * plan.Width, plan.Width));
            }

            Write(sums.AsSpan(0, plan.Width * plan.Height), blueFirst, rgb);
        }
        finally
        {
            ArrayPool<Vector128<float>>.Shared.Return(row);
            ArrayPool<Vector128<float>>.Shared.Return(narrow);
            ArrayPool<Vector128<float>>.Shared.Return(sums);
        }
    }

    // Premultiplied over white: what the color lacks to full alpha is white.
    private static void WidenFour(ReadOnlySpan<byte> pixels, Span<Vector128<float>> row)
    {
        ReadOnlySpan<uint> packed = MemoryMarshal.Cast<byte, uint>(pixels);
        for (int x = 0; x < packed.Length; x++)
            row[x] = Widen(packed[x]) + Vector128.Create((float)(255 - (packed[x] >> 24)));
    }

    // Four bytes are read for a pixel of three; the fourth is never used.
    private static void WidenThree(ReadOnlySpan<byte> pixels, Span<Vector128<float>> row)
    {
        int last = (pixels.Length / 3) - 1;
        for (int x = 0; x < last; x++)
            row[x] = Widen(BinaryPrimitives.ReadUInt32LittleEndian(pixels[(x * 3)..]));
        ReadOnlySpan<byte> end = pixels[(last * 3)..];
        row[last] = Widen(end[0] | ((uint)end[1] << 8) | ((uint)end[2] << 16));
    }

    private static Vector128<float> Widen(uint pixel)
    {
        Vector128<uint> wide = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(pixel).AsByte()));
        return Vector128.ConvertToSingle(wide.AsInt32());
    }

    private static void Narrow(ReadOnlySpan<Vector128<float>> row, ResampleWeights across, Span<Vector128<float>> narrow)
    {
        for (int x = 0; x < narrow.Length; x++)
        {
            ReadOnlySpan<float> weights = across.Of(x);
            ReadOnlySpan<Vector128<float>> source = row.Slice(across.First(x), weights.Length);
            Vector128<float> sum = Vector128<float>.Zero;
            for (int i = 0; i < weights.Length; i++)
                sum += source[i] * weights[i];
            narrow[x] = sum;
        }
    }

    private static void Add(ReadOnlySpan<Vector128<float>> row, float weight, Span<Vector128<float>> sums)
    {
        for (int x = 0; x < row.Length; x++)
            sums[x] += row[x] * weight;
    }

    private static void Write(ReadOnlySpan<Vector128<float>> sums, bool blueFirst, Span<byte> rgb)
    {
        // The lowest byte of each of the four numbers, in the order of the result.
        Vector128<byte> order = blueFirst
            ? Vector128.Create((byte)8, 4, 0, 12, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)
            : Vector128.Create((byte)0, 4, 8, 12, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255);
        int to = 0;
        for (int i = 0; i < sums.Length - 1; i++, to += 3)
            BinaryPrimitives.WriteUInt32LittleEndian(rgb[to..], Round(sums[i], order));
        uint last = Round(sums[^1], order);
        (rgb[to], rgb[to + 1], rgb[to + 2]) = ((byte)last, (byte)(last >> 8), (byte)(last >> 16));
    }

    private static uint Round(Vector128<float> value, Vector128<byte> order)
    {
        Vector128<float> level = Vector128.Min(Vector128.Max(value, Vector128<float>.Zero), Vector128.Create(255f)) + Vector128.Create(0.5f);
        return Vector128.Shuffle(Vector128.ConvertToInt32(level).AsByte(), order).AsUInt32().ToScalar();
    }
}
