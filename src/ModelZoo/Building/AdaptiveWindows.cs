namespace MlNetDeep;

/// <summary>Matrices that take means over a grid of windows along one axis.</summary>
internal static class AdaptiveWindows
{
    /// <summary>A matrix [grid, size] whose row i holds 1 / length in the columns of window i, and 0 elsewhere.</summary>
    public static float[] Matrix(long size, int grid)
    {
        var matrix = new float[grid * size];
        for (var i = 0; i < grid; i++)
        {
            var (start, end) = (i * size / grid, (((i + 1) * size) + grid - 1) / grid);
            matrix.AsSpan((int)((i * size) + start), (int)(end - start)).Fill(1f / (end - start));
        }

        return matrix;
    }

    /// <summary>The same matrix lying on its side: [size, grid].</summary>
    public static float[] Transposed(long size, int grid)
    {
        var matrix = Matrix(size, grid);
        var result = new float[matrix.Length];
        for (var i = 0; i < matrix.Length; i++)
        {
            result[(i % size * grid) + (i / size)] = matrix[i];
        }

        return result;
    }
}
