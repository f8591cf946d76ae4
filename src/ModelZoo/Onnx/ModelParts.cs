using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>
/// A model taken apart: the model message without its graph, the graph message without nodes and initializers, and
/// these two as our own types. The messages are shared between networks and never changed.
/// </summary>
internal sealed record ModelParts(
    ModelProto Model, GraphProto Graph, IReadOnlyList<NetworkNode> Nodes, IReadOnlyList<NetworkTensor> Tensors)
{
    /// <summary>Whether the weights are still those that the builder drew. No file says so.</summary>
    public bool HasNewWeights { get; init; }
}
