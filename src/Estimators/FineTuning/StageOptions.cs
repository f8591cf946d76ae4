namespace MlNetDeep.Estimators;

/// <summary>What one stage of fine-tuning asks of the training loop.</summary>
internal sealed record StageOptions : TrainerOptions
{
}
