namespace MlNetDeep;

/// <summary>
/// Computes what nodes make of small constants: the arithmetic on shapes, bounds and sizes that exporters write. What it does
/// not know, or would take more than a little memory, stays unknown.
/// </summary>
internal sealed class ConstantEvaluator
{
    /// <summary>The most elements of a constant that is computed or read.</summary>
    public const int MaxElements = 1 << 16;

    // A graph may have a million nodes; all that they make together stays within this.
    private long _left = 1L << 24;

    /// <summary>Fills in the values of outputs whose shapes are known.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">Its inputs, null for omitted ones; none may be unknown.</param>
    /// <param name="outputs">What is known about its outputs.</param>
    public void Fill(NetworkNode node, IReadOnlyList<ValueShape?> inputs, ValueShape?[] outputs)
    {
        if (outputs is not [{ } first, ..] || node.Domain.Length > 0)
        {
            return;
        }

        var count = TensorSizes.Count(first.Dims);
        if (count is null or > MaxElements || (_left -= count.Value) < 0)
        {
            return;
        }

        if (node.OpType is "Shape" or "Size" && inputs[0] is { } measured)
        {
            long[] numbers = node.OpType == "Shape" ? first.Integers ?? [] : [Reshaping.Product(measured.Dims)];
            outputs[0] = ValueShape.Of(NetworkTensor.Create(node.Outputs[0].Length > 0 ? node.Outputs[0] : node.Name, numbers, first.Dims));
            return;
        }

        var tensors = new NetworkTensor?[inputs.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            if (inputs[i] is { } input && (tensors[i] = input.Tensor) is not { Count: <= MaxElements })
            {
                return;
            }
        }

        if (tensors.Any(t => t is not null && !ConstantData.IsKnown(t.ElementType)) || tensors is not [{ } data, ..])
        {
            return;
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            if (outputs[i] is { } output && Compute(node, i, data, tensors, inputs, output.Dims, outputs) is { } value)
            {
                outputs[i] = ValueShape.Of(value);
            }
        }
    }

    private static NetworkTensor? Compute(
        NetworkNode node, int index, NetworkTensor data, NetworkTensor?[] tensors, IReadOnlyList<ValueShape?> inputs, long[] dims,
        ValueShape?[] outputs)
    {
        var name = node.Outputs[index].Length > 0 ? node.Outputs[index] : node.Name;
        if (index > 0 && node.OpType != "Split")
        {
            return null;
        }

        return node.OpType switch
        {
            "Identity" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" =>
                new NetworkTensor(name, data.ElementType, dims, data.Memory),
            "Cast" => ConstantArithmetic.Cast(name, data, (TensorElementType)node.GetInt("to", 0)),
            "ConstantOfShape" => ConstantMoves.Fill(node, name, dims),
            "Range" => ConstantArithmetic.Range(name, tensors, dims),
            "Gather" => ConstantMoves.Gather(node, name, data, tensors[1]!, dims),
            "Slice" => ConstantMoves.Slice(node, name, data, inputs, dims),
            "Concat" => ConstantMoves.Concat(node, name, tensors, dims),
            "Split" => ConstantMoves.Split(node, name, data, index, dims, outputs),
            "Transpose" => ConstantMoves.Transpose(node, name, data, dims),
            "Expand" => ConstantMoves.Expand(name, data, dims),
            "Tile" => ConstantMoves.Tile(name, data, dims),
            "Where" => ConstantArithmetic.Where(name, tensors, dims),
            "ReduceProd" or "ReduceSum" or "ReduceMax" or "ReduceMin" => ConstantArithmetic.Reduce(node, name, data, inputs, dims),
            _ => ConstantArithmetic.Elementwise(node, name, tensors, dims),
        };
    }
}
