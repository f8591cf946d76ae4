using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>All pairs of rows of two sets, in double and tile by tile, so that nothing grows with the number of pairs.</summary>
internal static class PairTiles
{
    /// <summary>Rows of a tile; the dot products of two tiles take 32 MB.</summary>
    private const int TileRows = 2048;

    // A squared distance this small beside the squared lengths is what rounding leaves of two equal rows.
    private const double Rounding = 1e-13;

    /// <summary>Two tiles of rows and their dot products.</summary>
    /// <param name="Left">The first row of the left tile.</param>
    /// <param name="Right">The first row of the right tile.</param>
    /// <param name="Dots">Float64 <c>[left rows, right rows]</c>.</param>
    /// <param name="Squares">The sum of both rows' squared lengths, of the same shape.</param>
    /// <param name="IsDiagonal">Whether it is one tile of one set with itself.</param>
    public readonly record struct Tile(long Left, long Right, Tensor Dots, Tensor Squares, bool IsDiagonal)
    {
        /// <summary>Squared distances, exactly 0 for equal rows.</summary>
        public Tensor Distances()
        {
            Tensor distances = Squares.add(Dots, S(-2.0));
            return distances.masked_fill_(distances.le(Squares.mul(S(Rounding))), S(0.0));
        }
    }

    /// <summary>Squared distances of all rows of two small sets, float64 <c>[left rows, right rows]</c>; the caller disposes them.</summary>
    public static Tensor Distances(Tensor left, Tensor right)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        return scope.MoveToOuter(Of(0, left.to_type(ScalarType.Float64), 0, right.to_type(ScalarType.Float64), false).Distances());
    }

    /// <summary>Goes through the tiles, those of a left one in the order of the right ones.</summary>
    /// <param name="left">Rows, <c>[N, D]</c>.</param>
    /// <param name="right">Rows of the same size; may be the same object.</param>
    /// <param name="cancellation">Looked at before each tile.</param>
    /// <param name="visit">Sees each tile; its tensors are gone afterwards.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Sweep(Tensor left, Tensor right, CancellationToken cancellation, Action<Tile> visit)
    {
        for (long i = 0; i < left.size(0); i += TileRows)
        {
            using Tensor rows = Rows(left, i);
            for (long j = 0; j < right.size(0); j += TileRows)
            {
                cancellation.ThrowIfCancellationRequested();
                using TorchSharp.DisposeScope scope = NewDisposeScope();
                visit(Of(i, rows, j, Rows(right, j), i == j && ReferenceEquals(left, right)));
            }
        }
    }

    private static Tile Of(long i, Tensor left, long j, Tensor right, bool isDiagonal) => new(i, j, left.mm(right.t()),
        left.mul(left).sum(1).unsqueeze(1).add(right.mul(right).sum(1), S(1.0)), isDiagonal);

    private static Tensor Rows(Tensor set, long start)
    {
        using Tensor rows = set.narrow(0, start, Math.Min(TileRows, set.size(0) - start));
        return rows.to_type(ScalarType.Float64);
    }
}
