namespace MlNetDeep;

/// <summary>What callbacks can do to a run.</summary>
internal sealed class RunControl(Func<Network> snapshot)
{
    public bool StopRequested { get; set; }

    public Network Snapshot() => snapshot();
}
