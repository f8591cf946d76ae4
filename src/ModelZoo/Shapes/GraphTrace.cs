namespace MlNetDeep;

/// <summary>
/// Shape inference that goes on where something is unknown: for graphs with operators or sizes that only ONNX Runtime
/// knows. What is known is as certain as in <see cref="ShapeInference"/>.
/// </summary>
internal static class GraphTrace
{
    /// <summary>What a node reads and makes; null for what is omitted or unknown.</summary>
    public delegate void Visitor(int index, IReadOnlyList<ValueShape?> inputs, IReadOnlyList<ValueShape?> outputs);

    /// <summary>Follows a graph from its inputs.</summary>
    /// <param name="network">The network.</param>
    /// <param name="bind">The dimensions of an input; null when they are not known.</param>
    /// <param name="visit">Called after each node.</param>
    /// <returns>What is known about each value.</returns>
    /// <exception cref="ShapeException">A value would have a size beyond all memory.</exception>
    public static Dictionary<string, ValueShape> Run(Network network, Func<NetworkValue, long[]?> bind, Visitor? visit = null)
    {
        var values = network.Tensors.ToDictionary(t => t.Key, t => ValueShape.Of(t.Value));
        foreach (var input in network.Inputs)
        {
            if (bind(input) is { } dims)
            {
                values[input.Name] = new ValueShape(dims);
            }
        }

        var evaluator = new ConstantEvaluator();
        for (var index = 0; index < network.Nodes.Count; index++)
        {
            var node = network.Nodes[index];
            ValueShape?[] inputs = [.. node.Inputs.Select(values.GetValueOrDefault)];
            var outputs = Infer(node, inputs, network.OpsetOf(node.Domain), evaluator);
            for (var i = 0; i < outputs.Length; i++)
            {
                if (outputs[i] is { } output && node.Outputs[i].Length > 0)
                {
                    values[node.Outputs[i]] = output;
                }
            }

            visit?.Invoke(index, inputs, outputs);
        }

        return values;
    }

    /// <summary>The dimensions of an input whose open ones are given: the batch, and for images height and width.</summary>
    /// <param name="input">The input.</param>
    /// <param name="batch">The batch, where it is open.</param>
    /// <param name="side">Other dimensions that are open; null when they are not known.</param>
    public static long[]? Bind(NetworkValue input, int batch, int? side = null)
    {
        var dims = new long[input.Shape.Count];
        for (var i = 0; i < dims.Length; i++)
        {
            if ((input.Shape[i] ?? (i == 0 ? batch : side)) is not { } size)
            {
                return null;
            }

            dims[i] = size;
        }

        return dims;
    }

    private static ValueShape?[] Infer(NetworkNode node, ValueShape?[] inputs, int opset, ConstantEvaluator evaluator)
    {
        if (node.Inputs.Where((name, i) => name.Length > 0 && inputs[i] is null).Any())
        {
            // Whatever is expanded, it becomes at least as large as it is told.
            return node.OpType == "Expand" && inputs[0] is null && inputs[1] is not null
                ? Infer(node, [new ValueShape([]), inputs[1]], opset, evaluator)
                : new ValueShape?[node.Outputs.Count];
        }

        try
        {
            var outputs = ShapeInference.Infer(node, inputs, opset);
            evaluator.Fill(node, inputs, outputs);
            return outputs;
        }
        catch (ShapeException error) when (!error.IsTooLarge)
        {
            return new ValueShape?[node.Outputs.Count];
        }
    }
}
