namespace MlNetDeep.Transforms;

/// <summary>Computes the dot products of all pairs of rows, tile by tile, on several threads; nothing of them is kept.</summary>
internal static class PairSweep
{
    /// <param name="left">Rows.</param>
    /// <param name="right">Rows of the same size; may be the same object.</param>
    /// <param name="upperOnly">Leaves out tiles below the diagonal, for one set with itself.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="visitors">See each tile in turn.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Run(
        FeatureRows left, FeatureRows right, bool upperOnly, ParallelOptions parallel, params IPairVisitor[] visitors)
    {
        const int rows = MatrixProduct.TileRows;
        Parallel.For(0, (left.Count + rows - 1) / rows, parallel, () => new Scratch(left.Size), (tile, _, scratch) =>
        {
            int start = tile * rows, count = Math.Min(rows, left.Count - start);
            left.CopyTo(scratch.Left, start, count);
            for (int other = upperOnly ? start : 0; other < right.Count; other += rows)
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                int others = Math.Min(rows, right.Count - other);
                right.CopyTo(scratch.Right, other, others);
                MatrixProduct.Tile(scratch.Left, count, scratch.Right, others, left.Size, scratch.Dots, rows);
                var pairs = new PairTile(start, count, other, others, scratch.Dots);
                foreach (IPairVisitor visitor in visitors)
                    visitor.Visit(pairs);
            }

            return scratch;
        }, static _ => { });
    }

    private sealed class Scratch(int size)
    {
        public double[] Left { get; } = new double[MatrixProduct.TileRows * size];

        public double[] Right { get; } = new double[MatrixProduct.TileRows * size];

        public double[] Dots { get; } = new double[MatrixProduct.TileRows * MatrixProduct.TileRows];
    }
}
