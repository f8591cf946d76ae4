using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetDeep.Transforms;

/// <summary>
/// Resizes pixels of four bytes with a triangle filter that widens as the picture shrinks: bilinear and antialiased, as
/// Pillow's BILINEAR and torchvision's <c>antialias=True</c>. Only the kept part is computed.
/// </summary>
internal static class Resampler
{
    /// <summary>Resizes onto white; the result has three bytes a pixel, red first.</summary>
    /// <param name="pixels">Rows of four bytes a pixel, premultiplied.</param>
    /// <param name="width">Columns of <paramref name="pixels"/>.</param>
    /// <param name="height">Rows of <paramref name="pixels"/>.</param>
    /// <param name="blueFirst">Whether the order is BGRA instead of RGBA.</param>
    /// <param name="plan">The size of the whole and the part to keep.</param>
    /// <param name="rgb">Plan width times plan height times 3 bytes.</param>
    public static void Resize(ReadOnlySpan<byte> pixels, int width, int height, bool blueFirst, in ImagePlan plan, Span<byte> rgb)
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
                Widen(pixels.Slice(y * width * 4, width * 4), row);
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
    private static void Widen(ReadOnlySpan<byte> pixels, Span<Vector128<float>> row)
    {
        ReadOnlySpan<uint> packed = MemoryMarshal.Cast<byte, uint>(pixels);
        for (int x = 0; x < packed.Length; x++)
        {
            Vector128<byte> bytes = Vector128.CreateScalar(packed[x]).AsByte();
            Vector128<uint> wide = Vector128.WidenLower(Vector128.WidenLower(bytes));
            row[x] = Vector128.ConvertToSingle(wide.AsInt32()) + Vector128.Create((float)(255 - (packed[x] >> 24)));
        }
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
        int red = blueFirst ? 2 : 0;
        for (int i = 0, to = 0; i < sums.Length; i++, to += 3)
        {
            rgb[to] = Round(sums[i].GetElement(red));
            rgb[to + 1] = Round(sums[i].GetElement(1));
            rgb[to + 2] = Round(sums[i].GetElement(2 - red));
        }
    }

    private static byte Round(float value) => (byte)(Math.Clamp(value, 0, 255) + 0.5f);
}
