using System.Diagnostics.CodeAnalysis;

namespace MlNetDeep.Estimators.Networks;

/// <summary>What an operator sees of its node while it is compiled.</summary>
internal sealed class NodeContext(
    NetworkNode node, int[] inputs, int[] outputs, Func<string, NetworkTensor?> constants, bool inPlace)
{
    public NetworkNode Node { get; } = node;

    /// <summary>Whether the first input may be overwritten: nobody else reads it, and no gradient needs it.</summary>
    public bool InPlace { get; } = inPlace;

    /// <summary>Number of inputs, omitted ones in between included.</summary>
    public int InputCount => inputs.Length;

    /// <summary>Slot of input <paramref name="index"/>, or -1 when it is omitted.</summary>
    public int OptionalIn(int index) => index < inputs.Length ? inputs[index] : -1;

    /// <summary>Slot of a required input.</summary>
    public int In(int index)
    {
        int slot = OptionalIn(index);
        if (slot < 0)
        {
            Unsupported($"input {index} is missing; the operator needs it.");
        }

        return slot;
    }

    /// <summary>Slot of the first output.</summary>
    public int Out => outputs[0];

    /// <summary>All output slots, -1 for omitted ones.</summary>
    public ReadOnlySpan<int> Outs => outputs;

    /// <summary>Refuses outputs beyond the first, which training does not compute.</summary>
    public void RequireSingleOutput()
    {
        for (int i = 1; i < outputs.Length; i++)
        {
            if (outputs[i] >= 0)
            {
                Unsupported($"output {i} ('{Node.Outputs[i]}') is used; only the first output is supported.");
            }
        }
    }

    /// <summary>The value of an input that is known without running the network; null when it is computed or omitted.</summary>
    public NetworkTensor? Constant(int index) =>
        index < Node.Inputs.Count && Node.Inputs[index].Length > 0 ? constants(Node.Inputs[index]) : null;

    /// <summary>A constant list of integers from an input, or from an attribute of older opsets.</summary>
    public long[]? Ints(int input, string? attribute = null)
    {
        if (attribute is not null && Node.Has(attribute))
        {
            return [.. Node.GetInts(attribute)];
        }

        NetworkTensor? tensor = Constant(input);
        if (tensor is null)
        {
            return OptionalIn(input) < 0
                ? null
                : throw new UnsupportedOperatorException(
                    Node.Name, Node.OpType, $"input {input} must be a constant, but is computed by the network.");
        }

        return tensor.ElementType == TensorElementType.Int64
            ? tensor.Int64s.ToArray()
            : throw new UnsupportedOperatorException(
                Node.Name, Node.OpType, $"input {input} must hold 64-bit integers, but holds {tensor.ElementType}.");
    }

    /// <summary>A constant float scalar from an input, or from an attribute of older opsets.</summary>
    public float? Float(int input, string? attribute = null)
    {
        if (attribute is not null && Node.Has(attribute))
        {
            return Node.GetFloat(attribute, 0);
        }

        NetworkTensor? tensor = Constant(input);
        if (tensor is null)
        {
            return OptionalIn(input) < 0
                ? null
                : throw new UnsupportedOperatorException(
                    Node.Name, Node.OpType, $"input {input} must be a constant, but is computed by the network.");
        }

        return tensor.ElementType == TensorElementType.Float && tensor.Count == 1
            ? tensor.Floats[0]
            : throw new UnsupportedOperatorException(
                Node.Name, Node.OpType, $"input {input} must be one float, but is {tensor.ElementType} with {tensor.Count} values.");
    }

    /// <summary>Says that this use of the operator is not supported.</summary>
    [DoesNotReturn]
    public void Unsupported(string message) => throw new UnsupportedOperatorException(Node.Name, Node.OpType, message);
}
