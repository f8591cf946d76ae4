namespace MlNetDeep.Transforms;

/// <summary>Finds the squared distance of each row of a set to its k-th nearest other row.</summary>
internal sealed class NeighbourRadii : IPairVisitor
{
    private readonly double[] _squares;
    private readonly double[] _nearest;
    private readonly int _neighbours;

    public NeighbourRadii(FeatureRows rows, int neighbours)
    {
        _squares = rows.Squares();
        _neighbours = neighbours;
        _nearest = new double[(long)rows.Count * neighbours];
        Array.Fill(_nearest, double.PositiveInfinity);
    }

    /// <summary>The squared radius of a row.</summary>
    public double this[int row] => _nearest[(long)row * _neighbours + _neighbours - 1];

    public void Visit(in PairTile tile)
    {
        for (int i = 0; i < tile.LeftCount; i++)
        {
            int row = tile.LeftStart + i;
            ReadOnlySpan<double> dots = tile.Row(i);
            Span<double> nearest = _nearest.AsSpan(row * _neighbours, _neighbours);
            for (int j = 0; j < dots.Length; j++)
            {
                double distance = Distance(_squares[row], _squares[tile.RightStart + j], dots[j]);
                if (distance < nearest[^1] && row != tile.RightStart + j)
                    Insert(nearest, distance);
            }
        }
    }

    /// <summary>The squared distance of two rows, exactly 0 for equal ones.</summary>
    public static double Distance(double leftSquare, double rightSquare, double dot) => Math.Max(0, leftSquare + rightSquare - 2 * dot);

    private static void Insert(Span<double> sorted, double value)
    {
        int place = sorted.Length - 1;
        for (; place > 0 && sorted[place - 1] > value; place--)
            sorted[place] = sorted[place - 1];
        sorted[place] = value;
    }
}
