using System.Numerics;
using System.Runtime.InteropServices;

namespace MlNetDeep.Transforms;

/// <summary>
/// Products of a matrix with the transpose of another, both row by row in memory: every entry is the dot product of two
/// rows. An entry is summed in the same order wherever it stands, so that equal rows give equal numbers to the last bit.
/// </summary>
internal static class MatrixProduct
{
    /// <summary>Rows of a tile of <see cref="Multiply"/>.</summary>
    public const int TileRows = 64;

    /// <summary><c>result[i, j] = left row i · right row j</c>, on the calling thread.</summary>
    /// <param name="left">Rows of <paramref name="length"/> values.</param>
    /// <param name="leftRows">How many.</param>
    /// <param name="right">Rows of <paramref name="length"/> values.</param>
    /// <param name="rightRows">How many.</param>
    /// <param name="length">Values of a row.</param>
    /// <param name="result">Row by row, <paramref name="stride"/> values apart.</param>
    /// <param name="stride">From one row of the result to the next.</param>
    /// <param name="add">Whether the products are added to what is there.</param>
    public static void Tile(
        ReadOnlySpan<double> left, int leftRows, ReadOnlySpan<double> right, int rightRows, int length,
        Span<double> result, int stride, bool add = false)
    {
        if (!add)
        {
            for (int i = 0; i < leftRows; i++)
                result.Slice(i * stride, rightRows).Clear();
        }

        int row = 0;
        for (; row + 4 <= leftRows; row += 4)
        {
            int column = 0;
            for (; column + 2 <= rightRows; column += 2)
                FourByTwo(left.Slice(row * length, 4 * length), right.Slice(column * length, 2 * length), length, result[(row * stride + column)..], stride);
            for (; column < rightRows; column++)
            {
                for (int i = row; i < row + 4; i++)
                    result[i * stride + column] += Dot(left.Slice(i * length, length), right.Slice(column * length, length));
            }
        }

        for (; row < leftRows; row++)
        {
            for (int column = 0; column < rightRows; column++)
                result[row * stride + column] += Dot(left.Slice(row * length, length), right.Slice(column * length, length));
        }
    }

    /// <summary><c>result[i, j] = left row i · right row j</c> for whole matrices, on several threads.</summary>
    /// <param name="left">Rows of <paramref name="length"/> values.</param>
    /// <param name="leftRows">How many.</param>
    /// <param name="right">Rows of <paramref name="length"/> values.</param>
    /// <param name="rightRows">How many.</param>
    /// <param name="length">Values of a row.</param>
    /// <param name="result">leftRows * rightRows values.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="lowerOnly">Leaves tiles above the diagonal alone, for a result that is symmetric.</param>
    /// <param name="add">Whether the products are added to what is there.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Multiply(
        double[] left, int leftRows, double[] right, int rightRows, int length, double[] result, ParallelOptions parallel,
        bool lowerOnly = false, bool add = false)
    {
        int tiles = (leftRows + TileRows - 1) / TileRows;
        Parallel.For(0, tiles, parallel, tile =>
        {
            // The long rows of a symmetric result first, so that no thread is left with one at the end.
            int top = (tiles - 1 - tile) * TileRows, rows = Math.Min(TileRows, leftRows - top);
            int end = lowerOnly ? Math.Min(rightRows, top + TileRows) : rightRows;
            for (int start = 0; start < end; start += TileRows)
            {
                int columns = Math.Min(TileRows, rightRows - start);
                Tile(left.AsSpan(top * length, rows * length), rows, right.AsSpan(start * length, columns * length), columns,
                    length, result.AsSpan(top * rightRows + start), rightRows, add);
            }
        });
    }

    /// <summary>The dot product of two vectors of the same length, summed as in <see cref="Tile"/>.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref double a = ref MemoryMarshal.GetReference(left), b = ref MemoryMarshal.GetReference(right);
        Vector<double> sum = Vector<double>.Zero;
        int i = 0;
        for (; i + Vector<double>.Count <= left.Length; i += Vector<double>.Count)
            sum = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref a, (nuint)i), Vector.LoadUnsafe(ref b, (nuint)i), sum);
        return Tail(Vector.Sum(sum), left, right, i);
    }

    // Eight sums in registers: each value that is loaded is used two or four times.
    private static void FourByTwo(ReadOnlySpan<double> left, ReadOnlySpan<double> right, int length, Span<double> result, int stride)
    {
        ref double a0 = ref MemoryMarshal.GetReference(left), b0 = ref MemoryMarshal.GetReference(right);
        nuint one = (nuint)length, two = 2 * one, three = 3 * one;
        Vector<double> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        int vectorized = length - length % Vector<double>.Count;
        for (nuint i = 0; i < (nuint)vectorized; i += (nuint)Vector<double>.Count)
        {
            Vector<double> y0 = Vector.LoadUnsafe(ref b0, i), y1 = Vector.LoadUnsafe(ref b0, one + i);
            Vector<double> x = Vector.LoadUnsafe(ref a0, i);
            s00 = Vector.FusedMultiplyAdd(x, y0, s00);
            s01 = Vector.FusedMultiplyAdd(x, y1, s01);
            x = Vector.LoadUnsafe(ref a0, one + i);
            s10 = Vector.FusedMultiplyAdd(x, y0, s10);
            s11 = Vector.FusedMultiplyAdd(x, y1, s11);
            x = Vector.LoadUnsafe(ref a0, two + i);
            s20 = Vector.FusedMultiplyAdd(x, y0, s20);
            s21 = Vector.FusedMultiplyAdd(x, y1, s21);
            x = Vector.LoadUnsafe(ref a0, three + i);
            s30 = Vector.FusedMultiplyAdd(x, y0, s30);
            s31 = Vector.FusedMultiplyAdd(x, y1, s31);
        }

        ReadOnlySpan<double> first = right[..length], second = right[length..];
        Put(left[..length], result, Vector.Sum(s00), Vector.Sum(s01), first, second);
        Put(left.Slice(length, length), result[stride..], Vector.Sum(s10), Vector.Sum(s11), first, second);
        Put(left.Slice(2 * length, length), result[(2 * stride)..], Vector.Sum(s20), Vector.Sum(s21), first, second);
        Put(left.Slice(3 * length, length), result[(3 * stride)..], Vector.Sum(s30), Vector.Sum(s31), first, second);

        void Put(ReadOnlySpan<double> row, Span<double> to, double sum0, double sum1, ReadOnlySpan<double> y0, ReadOnlySpan<double> y1)
        {
            to[0] += Tail(sum0, row, y0, vectorized);
            to[1] += Tail(sum1, row, y1, vectorized);
        }
    }

    private static double Tail(double sum, ReadOnlySpan<double> left, ReadOnlySpan<double> right, int from)
    {
        for (int i = from; i < left.Length; i++)
            sum = Math.FusedMultiplyAdd(left[i], right[i], sum);
        return sum;
    }
}
