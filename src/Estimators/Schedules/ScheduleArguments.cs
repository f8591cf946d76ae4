namespace MlNetDeep;

/// <summary>Where a run stands, for a learning-rate schedule.</summary>
/// <param name="Step">Steps taken so far: 0 for the first batch of the run.</param>
/// <param name="StepsPerEpoch">Batches in an epoch.</param>
/// <param name="Epochs">Epochs of the whole run.</param>
/// <param name="Losses">
/// The loss of each finished epoch: of the validation set when there is one, of training otherwise.
/// </param>
public readonly record struct ScheduleArguments(long Step, long StepsPerEpoch, int Epochs, IReadOnlyList<double> Losses)
{
    /// <summary>Finished epochs: 0 during the first one.</summary>
    public int Epoch => Losses.Count;

    /// <summary>Steps that end the run before its epochs do; null for none.</summary>
    public long? StepLimit { get; init; }

    /// <summary>Steps of the whole run.</summary>
    public long TotalSteps => Math.Min(StepsPerEpoch * Epochs, StepLimit ?? long.MaxValue);
}
