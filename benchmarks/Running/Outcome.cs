namespace MlNetDeep.Benchmarks.Running;

/// <summary>What a comparison measured: a figure a round for each side, in the order of the rounds.</summary>
internal sealed record Outcome(Comparison Comparison, IReadOnlyList<double> Ours, IReadOnlyList<double> Peer)
{
    /// <summary>Median over the rounds of peer / ours, each round's neighbours against each other.</summary>
    public double Ratio => Median([.. Ours.Zip(Peer, (ours, peer) => peer / ours)]);

    public double OursMedian => Median(Ours);

    public double PeerMedian => Median(Peer);

    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
