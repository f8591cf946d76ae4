namespace MlNetDeep;

/// <summary>What a callback sees after each epoch.</summary>
public readonly struct EpochEndArguments
{
    private readonly RunControl _control;

    internal EpochEndArguments(RunControl control, EpochRecord record, bool isBest)
    {
        _control = control;
        Record = record;
        IsBest = isBest;
    }

    /// <summary>Loss, metric, learning rate and duration of the epoch.</summary>
    public EpochRecord Record { get; }

    /// <summary>Whether this is the best epoch so far.</summary>
    public bool IsBest { get; }

    /// <summary>The network as it is now; a copy that training does not change.</summary>
    public Network Snapshot() => _control.Snapshot();

    /// <summary>Ends the run, with the weights as they are.</summary>
    public void Stop() => _control.StopRequested = true;
}
