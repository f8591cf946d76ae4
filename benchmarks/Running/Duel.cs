namespace MlNetDeep.Benchmarks.Running;

/// <summary>Runs a comparison: one uncounted round of each side, then counted rounds in turn.</summary>
internal static class Duel
{
    public static Outcome Run(Comparison comparison)
    {
        using var ours = new Contestant(comparison.Ours);
        using var peer = new Contestant(comparison.Peer);
        ours.Round();
        peer.Round();
        var oursFigures = new List<double>();
        var peerFigures = new List<double>();
        for (int round = 0; round < comparison.Rounds; round++)
        {
            oursFigures.Add(ours.Round());
            peerFigures.Add(peer.Round());
            Console.Error.WriteLine(FormattableString.Invariant(
                $"{comparison.Name} {round + 1}/{comparison.Rounds}: {oursFigures[^1]:0.###} and {peerFigures[^1]:0.###} {comparison.Unit}"));
        }
        return new Outcome(comparison, oursFigures, peerFigures);
    }
}
