using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Progress;

namespace MlNetDeep.Estimators.Training;

/// <summary>Everything that the training loop works with.</summary>
internal sealed record TrainingParts
{
    public required TrainingRunOptions Options { get; init; }

    public required Learner Learner { get; init; }

    public required BatchFeed Train { get; init; }

    public required BatchFeed? Validation { get; init; }

    /// <summary>Null unless labels are classes.</summary>
    public required ClassCensus? Census { get; init; }

    /// <summary>Null when no checkpoints are wanted.</summary>
    public required CheckpointStore? Checkpoints { get; init; }

    public required ProgressReporter Progress { get; init; }

    /// <summary>Steps after which losses are read back; more than 1 lets a GPU run ahead.</summary>
    public required int StepsBetweenReads { get; init; }
}
