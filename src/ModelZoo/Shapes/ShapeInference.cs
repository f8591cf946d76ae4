namespace MlNetDeep;

/// <summary>Computes the shape of every value of a network, operator by operator.</summary>
internal static class ShapeInference
{
    public static Dictionary<string, ValueShape> Run(Network network, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var values = network.Tensors.ToDictionary(t => t.Key, t => ValueShape.Of(t.Value));
        foreach (var input in network.Inputs)
        {
            values[input.Name] = new ValueShape(Bind(input, batchSize));
        }

        var evaluator = new ConstantEvaluator();
        foreach (var node in network.Nodes)
        {
            ValueShape?[] inputs = [.. node.Inputs.Select(n => n.Length == 0 ? null : values[n])];
            var outputs = Infer(node, inputs, network.OpsetOf(node.Domain));
            evaluator.Fill(node, inputs, outputs);
            for (var i = 0; i < outputs.Length; i++)
            {
                if (node.Outputs[i].Length > 0)
                {
                    values[node.Outputs[i]] = outputs[i] ?? throw new ShapeException(
                        node.Name, $"output {i} ('{node.Outputs[i]}') of {node.OpType} is not supported.");
                }
            }
        }

        return values;
    }

    /// <summary>The outputs of one node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">What is known about its inputs.</param>
    /// <param name="opset">The version of the operator set of the node's domain.</param>
    /// <exception cref="ShapeException">The inputs do not fit, or the operator is unknown.</exception>
    public static ValueShape?[] Infer(NetworkNode node, IReadOnlyList<ValueShape?> inputs, int opset)
    {
        if (!ShapeRules.Rules.TryFind(node.Domain, node.OpType, opset, out var rule))
        {
            var domain = node.Domain.Length > 0 ? $" of the domain '{node.Domain}'" : "";
            throw new ShapeException(
                node.Name,
                ShapeRules.Rules.Knows(node.Domain, node.OpType)
                    ? $"the operator {node.OpType}{domain} is not supported in version {opset} of its operator set; its output shape is unknown."
                    : $"the operator {node.OpType}{domain} is not supported; its output shape is unknown.");
        }

        var context = new ShapeContext(node, inputs, opset);
        try
        {
            rule(context);
        }
        catch (OverflowException)
        {
            throw context.TooLarge(
                $"the sizes of {node.OpType} are too large; inputs: "
                + $"{string.Join(", ", inputs.Select(i => i is null ? "none" : ShapeText.Format(i.Dims)))}.");
        }

        foreach (var output in context.Outputs)
        {
            if (output is not null && TensorSizes.Count(output.Dims) is null)
            {
                throw context.TooLarge($"{node.OpType} would give the impossible shape {ShapeText.Format(output.Dims)}.");
            }
        }

        return context.Outputs;
    }

    private static long[] Bind(NetworkValue input, int batchSize)
    {
        var dims = new long[input.Shape.Count];
        for (var i = 0; i < dims.Length; i++)
        {
            dims[i] = input.Shape[i] ?? (i == 0 ? batchSize : throw new ShapeException(
                input.Name,
                $"the network's input {input} has no fixed size on axis {i}; only the batch (axis 0) may be open. "
                + "Give it one with Network.WithInputShape, or export the model with a fixed size."));
        }

        return dims;
    }
}
