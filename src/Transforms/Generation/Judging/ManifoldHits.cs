namespace MlNetDeep.Transforms;

/// <summary>
/// Precision and recall: the share of generated rows within the neighbourhood of some real row, and the other way round
/// (Kynkäänniemi et al., "Improved precision and recall metric for assessing generative models", 2019).
/// </summary>
internal sealed class ManifoldHits(FeatureRows real, FeatureRows generated, NeighbourRadii realRadii, NeighbourRadii generatedRadii) : IPairVisitor
{
    private readonly double[] _realSquares = real.Squares();
    private readonly double[] _generatedSquares = generated.Squares();
    private readonly bool[] _realHit = new bool[real.Count];
    private readonly bool[] _generatedHit = new bool[generated.Count];

    /// <summary>Share of the generated rows that look like real ones, 0 to 1.</summary>
    public double Precision => _generatedHit.Count(hit => hit) / (double)generated.Count;

    /// <summary>Share of the real rows that are like some generated one, 0 to 1.</summary>
    public double Recall => _realHit.Count(hit => hit) / (double)real.Count;

    public void Visit(in PairTile tile)
    {
        for (int i = 0; i < tile.LeftCount; i++)
        {
            int row = tile.LeftStart + i;
            ReadOnlySpan<double> dots = tile.Row(i);
            for (int j = 0; j < dots.Length; j++)
            {
                int other = tile.RightStart + j;
                double distance = NeighbourRadii.Distance(_realSquares[row], _generatedSquares[other], dots[j]);
                // Several threads may set the same flag, all of them to true.
                if (distance <= realRadii[row])
                    _generatedHit[other] = true;
                if (distance <= generatedRadii[other])
                    _realHit[row] = true;
            }
        }
    }
}
