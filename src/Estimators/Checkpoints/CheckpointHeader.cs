using System.Text.Json.Serialization;
using MlNetDeep.Estimators.Training;

namespace MlNetDeep.Estimators.Checkpoints;

/// <summary>The readable part of a checkpoint, kept as JSON.</summary>
internal sealed class CheckpointHeader
{
    /// <summary>SHA-256 of the network that the run started with.</summary>
    public required string Network { get; init; }

    /// <summary>Fingerprint of the options that change the course of a run.</summary>
    public required string Options { get; init; }

    public required int Seed { get; init; }

    /// <summary>Rows of the training data.</summary>
    public required long DataRows { get; init; }

    /// <summary>Steps that each optimizer has taken.</summary>
    public required long[] OptimizerSteps { get; init; }

    public required RunState State { get; init; }

    /// <summary>Number of floats in each tensor that follows.</summary>
    public required long[] Tensors { get; init; }
}

/// <summary>The JSON of a checkpoint's header. A loss may be infinite or NaN.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointHeader))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
