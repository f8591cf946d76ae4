using MlNetDeep.Estimators.Augmenting;
using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Progress;

namespace MlNetDeep.Estimators.Training;

/// <summary>Everything that the training loop works with.</summary>
internal sealed record TrainingParts
{
    public required TrainerOptions Options { get; init; }

    public required int Seed { get; init; }

    public required TorchNetwork Network { get; init; }

    public required FlatOptimizer Optimizer { get; init; }

    public required TaskLoss Loss { get; init; }

    public required PixelInput Input { get; init; }

    /// <summary>Null when training rows stay as they are.</summary>
    public required Augmenter? Augmenter { get; init; }

    public required BatchFeed Train { get; init; }

    public required BatchFeed? Validation { get; init; }

    public required BestWeights Best { get; init; }

    /// <summary>Null unless labels are classes.</summary>
    public required ClassCensus? Census { get; init; }

    /// <summary>Null when no checkpoints are wanted.</summary>
    public required CheckpointStore? Checkpoints { get; init; }

    public required ProgressReporter Progress { get; init; }

    /// <summary>Steps after which losses are read back; more than 1 lets a GPU run ahead.</summary>
    public required int StepsBetweenReads { get; init; }
}
