namespace MlNetDeep.Transforms;

/// <summary>
/// Sums the cubic polynomial kernel <c>(x · y / d + 1)^3</c> over pairs of rows; of one set with itself without the pairs
/// of a row with itself.
/// </summary>
internal sealed class KernelSum(FeatureRows left, FeatureRows right, bool upperOnly = false) : IPairVisitor
{
    private readonly bool _isWithin = ReferenceEquals(left, right);
    // A sum for each row: the total then does not depend on the number of threads.
    private readonly double[] _sums = new double[left.Count];

    /// <summary>The sum of all pairs.</summary>
    public double Total => _sums.Sum();

    public void Visit(in PairTile tile)
    {
        bool isDiagonal = _isWithin && tile.LeftStart == tile.RightStart;
        // A tile above the diagonal stands for its mirror image as well.
        double weight = upperOnly && !isDiagonal ? 2 : 1;
        for (int i = 0; i < tile.LeftCount; i++)
        {
            ReadOnlySpan<double> dots = tile.Row(i);
            double sum = 0;
            for (int j = 0; j < dots.Length; j++)
            {
                double value = dots[j] / left.Size + 1;
                if (!isDiagonal || i != j)
                    sum += value * value * value;
            }

            _sums[tile.LeftStart + i] += weight * sum;
        }
    }
}
