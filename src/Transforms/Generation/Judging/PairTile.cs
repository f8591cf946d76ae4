namespace MlNetDeep.Transforms;

/// <summary>The dot products of some rows of one set with some of another.</summary>
/// <param name="LeftStart">The first row of the left set.</param>
/// <param name="LeftCount">How many.</param>
/// <param name="RightStart">The first row of the right set.</param>
/// <param name="RightCount">How many.</param>
/// <param name="Dots">The products; row i begins at i * <see cref="MatrixProduct.TileRows"/>.</param>
internal readonly record struct PairTile(int LeftStart, int LeftCount, int RightStart, int RightCount, double[] Dots)
{
    /// <summary>The products of a row of the tile.</summary>
    public ReadOnlySpan<double> Row(int i) => Dots.AsSpan(i * MatrixProduct.TileRows, RightCount);
}
