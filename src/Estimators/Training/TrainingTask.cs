using MlNetDeep.Estimators.Data;
using MlNetDeep.Transforms;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>What tells one trainer from another.</summary>
internal sealed record TrainingTask
{
    /// <summary>Name of the trainer, for logs.</summary>
    public required string Name { get; init; }

    public required LabelKind LabelKind { get; init; }

    public required Func<Device, TaskLoss> CreateLoss { get; init; }

    /// <summary>The activation that the resulting network ends in; null for none.</summary>
    public required string? OutputActivation { get; init; }

    /// <summary>The task's own options in words, for the checkpoint's fingerprint.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Options of the resulting transformer; the classes are null unless labels are classes.</summary>
    public required Func<ClassLabels?, ConvNetTransformerOptions> TransformerOptions { get; init; }
}
