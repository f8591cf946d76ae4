namespace MlNetDeep.Benchmarks.Running;

/// <summary>Two programs that do the same work, measured in turn.</summary>
/// <param name="Name">What stands on the command line.</param>
/// <param name="Question">What is compared, for the table.</param>
/// <param name="Ours">How our side is started.</param>
/// <param name="Peer">How the other side is started.</param>
/// <param name="PeerName">What the other side is.</param>
/// <param name="Unit">The unit of the figure that a round prints; smaller is better.</param>
/// <param name="Goal">The ratio peer / ours to reach.</param>
/// <param name="Rounds">Counted rounds of each side.</param>
internal sealed record Comparison(
    string Name, string Question, Launch Ours, Launch Peer, string PeerName, string Unit, double Goal, int Rounds);
