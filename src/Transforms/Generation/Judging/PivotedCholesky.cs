namespace MlNetDeep.Transforms;

/// <summary>
/// A factor L of a symmetric positive semidefinite matrix, <c>A = L L^T</c>, with as many columns as A has rank: Cholesky
/// with complete pivoting (Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section 10.3).
/// </summary>
internal static class PivotedCholesky
{
    private const double UnitRoundoff = 1.1102230246251565e-16;

    /// <param name="matrix">Row by row, <paramref name="size"/> * <paramref name="size"/> values; not changed.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>L^T row by row, <c>[Rank, size]</c>, and the rank: where no diagonal is left above rounding errors.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (double[] Transposed, int Rank) Factor(double[] matrix, int size, ParallelOptions parallel)
    {
        var factor = new double[(long)size * size];
        var left = new double[size];
        var taken = new bool[size];
        for (int i = 0; i < size; i++)
            left[i] = matrix[(long)i * size + i];
        double tolerance = size * UnitRoundoff * left.Max();

        int rank = 0;
        for (; rank < size; rank++)
        {
            int pivot = -1;
            for (int i = 0; i < size; i++)
            {
                if (!taken[i] && (pivot < 0 || left[i] > left[pivot]))
                    pivot = i;
            }

            if (left[pivot] <= tolerance)
                break;
            taken[pivot] = true;
            Column(matrix, size, factor, left, taken, pivot, rank, parallel);
        }

        var transposed = new double[(long)rank * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < rank; j++)
                transposed[(long)j * size + i] = factor[(long)i * size + j];
        }

        return (transposed, rank);
    }

    private static void Column(
        double[] matrix, int size, double[] factor, double[] left, bool[] taken, int pivot, int column, ParallelOptions parallel)
    {
        const int rowsAtOnce = 128;
        double root = Math.Sqrt(left[pivot]);
        factor[(long)pivot * size + column] = root;
        int parts = (size + rowsAtOnce - 1) / rowsAtOnce;
        if ((long)size * column < 100_000)
            Rows(0, size);
        else
            Parallel.For(0, parts, parallel, part => Rows(part * rowsAtOnce, Math.Min(size, (part + 1) * rowsAtOnce)));

        void Rows(int from, int to)
        {
            ReadOnlySpan<double> pivotRow = factor.AsSpan(pivot * size, column);
            for (int i = from; i < to; i++)
            {
                if (taken[i])
                    continue;
                double value = (matrix[(long)i * size + pivot] - MatrixProduct.Dot(factor.AsSpan(i * size, column), pivotRow)) / root;
                factor[(long)i * size + column] = value;
                left[i] -= value * value;
            }
        }
    }
}
