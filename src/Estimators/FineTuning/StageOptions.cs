namespace MlNetDeep.Estimators;

/// <summary>What one stage of fine-tuning asks of the training loop.</summary>
internal sealed record StageOptions : TrainerOptions
{
    /// <summary>Whether an earlier run stopped the stage on purpose, so that a resumed one leaves it at that.</summary>
    public bool WasStopped { get; init; }

    internal override bool IsOver => WasStopped;
}
