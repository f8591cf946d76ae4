namespace MlNetDeep;

/// <summary>Finds what a classifier's last layer reads, or what a network gives that has no classifier.</summary>
internal static class FeatureFinder
{
    // What may lie behind the last layer with weights: it only rearranges, averages or squashes the scores.
    private static readonly HashSet<string> _passing =
    [
        "Softmax", "LogSoftmax", "Sigmoid", "Flatten", "Reshape", "Squeeze", "GlobalAveragePool", "AveragePool",
        "ReduceMean", "Identity", "Dropout", "Relu", "Clip", "Cast",
    ];

    // A network that ends in maps of one of these decides nothing: its output is features.
    private static readonly HashSet<string> _undecided =
    [
        "Add", "Sum", "Concat", "Mul", "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LayerNormalization",
        "MaxPool", "GlobalMaxPool", "ReduceMax", "LRN",
    ];

    private static readonly HashSet<string> _deciding = ["Softmax", "LogSoftmax", "Sigmoid"];

    private static readonly HashSet<string> _weighted = ["Gemm", "MatMul", "Conv"];

    public static string Find(Network network)
    {
        var producers = network.Nodes.SelectMany(n => n.Outputs.Where(o => o.Length > 0), (node, output) => (node, output))
            .ToDictionary(p => p.output, p => p.node);
        var output = network.Outputs.First(o => !network.AuxiliaryOutputs.Contains(o.Name)).Name;
        var value = output;
        var decides = network.Labels is not null;
        while (producers.TryGetValue(value, out var node))
        {
            if (_weighted.Contains(node.OpType))
            {
                return SkipNoOperations(node.Inputs[0], producers, network);
            }

            decides |= _deciding.Contains(node.OpType);
            if (_passing.Contains(node.OpType) || OutputScaling.IsPart(node))
            {
                value = node.Inputs[0];
            }
            else if (node.OpType == "Add" && node.Inputs.Count(network.Tensors.ContainsKey) == 1)
            {
                // The bias of a dense layer that was written as two nodes.
                value = node.Inputs.First(i => !network.Tensors.ContainsKey(i));
            }
            else if (_undecided.Contains(node.OpType) && !decides && network.InferTypicalShapes()[value].Count == 4)
            {
                return output;
            }
            else
            {
                throw NotFound(network, $"{node} comes before any dense layer or convolution");
            }
        }

        throw NotFound(network, "no dense layer or convolution leads to its output");
    }

    private static string SkipNoOperations(
        string value, Dictionary<string, NetworkNode> producers, Network network)
    {
        while (producers.TryGetValue(value, out var node) && node.OpType is "Dropout" or "Identity")
        {
            value = node.Inputs[0];
        }

        return producers.ContainsKey(value)
            ? value
            : throw NotFound(network, "its last layer with weights is also its first, so that there are no features");
    }

    private static DeepLearningException NotFound(Network network, string why) => new(
        $"The classifier at the end of network '{network.Name}' cannot be told from the features: seen from the output, "
        + $"{why}. Name the layer that gives the features.");
}
