namespace MlNetDeep;

/// <summary>A network contains an operator, or a use of one, that training does not support.</summary>
/// <remarks>The supported operators and their limits are listed in <see cref="TorchNetwork.SupportedOperators"/>.</remarks>
public sealed class UnsupportedOperatorException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="opType">ONNX operator of the node.</param>
    /// <param name="message">What is not supported, and what is.</param>
    public UnsupportedOperatorException(string node, string opType, string message)
        : base($"Node '{node}' ({opType}): {message}")
    {
        Node = node;
        OpType = opType;
    }

    /// <summary>Name of the node.</summary>
    public string Node { get; }

    /// <summary>ONNX operator of the node.</summary>
    public string OpType { get; }
}
