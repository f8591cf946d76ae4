namespace MlNetDeep;

/// <summary>Makes summaries.</summary>
internal static class SummaryMaker
{
    private static readonly HashSet<string> _silent = ["Constant", "ConstantOfShape", "Shape"];

    public static NetworkSummary Make(Network network)
    {
        var sized = network.Sized();
        var (one, two) = (ShapeInference.Run(sized, 1), ShapeInference.Run(sized, 2));
        var parameters = network.Parameters.ToLookup(p => p.Layer);
        var counted = new HashSet<string>();
        var rows = new List<SummaryRow>();
        foreach (var node in network.Nodes.Where(n => !_silent.Contains(n.OpType)))
        {
            var output = node.Outputs.First(o => o.Length > 0);
            var own = counted.Add(node.Name) ? parameters[node.Name].ToList() : [];
            rows.Add(new SummaryRow(
                node.Name,
                node.OpType,
                MarkBatch(one[output].Dims, two[output].Dims),
                own.Sum(p => p.Tensor.Count),
                own.Where(p => p.Trainable).Sum(p => p.Tensor.Count),
                CheckedMacs(node, one)));
        }

        try
        {
            return new NetworkSummary(network.Name, rows.AsReadOnly(), network.FrozenTensors, ReferenceEquals(sized, network) ? null : sized.Inputs[0]);
        }
        catch (OverflowException)
        {
            throw new ShapeException(network.Name, "all layers together need too many operations to count.");
        }
    }

    private static IReadOnlyList<long?> MarkBatch(long[] one, long[] two) =>
        [.. one.Select((d, i) => i < two.Length && d == two[i] ? d : (long?)null)];

    private static long CheckedMacs(NetworkNode node, Dictionary<string, ValueShape> shapes)
    {
        try
        {
            return CountMacs(node, shapes);
        }
        catch (OverflowException)
        {
            throw new ShapeException(node.Name, $"its sizes are absurd: {node.OpType} needs too many operations to count.");
        }
    }

    private static long CountMacs(NetworkNode node, Dictionary<string, ValueShape> shapes)
    {
        long[] Input(int index) => shapes[node.Inputs[index]].Dims;
        var output = node.Outputs[0].Length > 0 ? Reshaping.Product(shapes[node.Outputs[0]].Dims) : 0;
        return node.OpType switch
        {
            // Every output element: one product per element of its filter.
            "Conv" => checked(output * Reshaping.Product(Input(1)[1..])),

            // Every input element: one product per element of the kernels it feeds.
            "ConvTranspose" => checked(Reshaping.Product(Input(0)) * Reshaping.Product(Input(1)[1..])),
            "Gemm" => checked(output * Input(0)[node.GetInt("transA", 0) != 0 ? 0 : 1]),
            "MatMul" => checked(output * Input(0)[^1]),
            _ => 0,
        };
    }
}
