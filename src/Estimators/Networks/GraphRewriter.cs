namespace MlNetDeep.Estimators.Networks;

/// <summary>What is changed in a graph before it is compiled. None of it changes a result.</summary>
internal static class GraphRewriter
{
    /// <summary>
    /// Operators whose backward pass does not read their own output, so that an activation behind them may overwrite it.
    /// </summary>
    private static readonly HashSet<string> _forgetTheirOutput =
        ["Conv", "ConvTranspose", "Gemm", "MatMul", "BatchNormalization", "Add", "Sub", "MaxPool", "AveragePool", "Concat"];

    private static readonly HashSet<string> _outputActivations = ["Softmax", "LogSoftmax", "Sigmoid"];

    /// <summary>The node list to compile, and the values that are the network's results; a kept value is computed as the graph says.</summary>
    /// <param name="network">The network.</param>
    /// <param name="allOutputs">Whether all outputs are results, or the first one alone.</param>
    /// <param name="stripOutputActivation">Whether final activations are left out.</param>
    /// <param name="kept">A value that must be there; null for none.</param>
    public static (List<PlanNode> Nodes, string[] Outputs) Rewrite(
        Network network, bool allOutputs, bool stripOutputActivation, string? kept = null)
    {
        List<PlanNode> nodes = [.. network.Nodes.Select(PlanNode.Of)];
        string[] outputs = [.. network.Outputs.Take(allOutputs ? network.Outputs.Count : 1).Select(o => o.Name)];
        for (int i = 0; i < outputs.Length && stripOutputActivation; i++)
        {
            if (nodes.Find(n => n.Outputs.Contains(outputs[i])) is { } last && _outputActivations.Contains(last.Node.OpType)
                && Readers(nodes, outputs[i]) == 0)
            {
                nodes.Remove(last);
                outputs[i] = last.Inputs[0];
            }
        }

        RemoveUnused(nodes, outputs);
        HashSet<string> asTheyAre = kept is null ? [.. outputs] : [.. outputs, kept];
        DropUnreadOutputs(nodes, asTheyAre);
        PoolBeforeRelu(nodes, asTheyAre);
        return (nodes, outputs);
    }

    /// <summary>Whether the node's first input may be overwritten by its output.</summary>
    public static bool MayOverwriteInput(List<PlanNode> nodes, PlanNode node, IReadOnlyCollection<string> outputs)
    {
        string value = node.Inputs[0];
        return !outputs.Contains(value) && Readers(nodes, value) == 1
            && nodes.Find(n => n.Outputs.Contains(value)) is { } producer && _forgetTheirOutput.Contains(producer.Node.OpType);
    }

    /// <summary>
    /// max(relu(x)) = relu(max(x)), and the gradients agree as well; behind a 2x2 pool the activation touches a quarter
    /// of the memory.
    /// </summary>
    private static void PoolBeforeRelu(List<PlanNode> nodes, HashSet<string> asTheyAre)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            PlanNode relu = nodes[i];
            if (relu.Node.OpType != "Relu" || asTheyAre.Contains(relu.Outputs[0]) || Readers(nodes, relu.Outputs[0]) != 1)
            {
                continue;
            }

            int at = nodes.FindIndex(n => n.Inputs.Contains(relu.Outputs[0]));
            if (nodes[at].Node.OpType != "MaxPool" || nodes[at].Outputs.Length > 1)
            {
                continue;
            }

            PlanNode pool = nodes[at];
            nodes[at] = relu with { Inputs = [relu.Outputs[0]], Outputs = [pool.Outputs[0]] };
            nodes[i] = pool with { Inputs = [relu.Inputs[0]], Outputs = [relu.Outputs[0]] };
        }
    }

    private static void RemoveUnused(List<PlanNode> nodes, string[] outputs)
    {
        var needed = new HashSet<string>(outputs, StringComparer.Ordinal);
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            if (nodes[i].Outputs.Any(needed.Contains))
            {
                needed.UnionWith(nodes[i].Inputs);
            }
            else
            {
                nodes.RemoveAt(i);
            }
        }
    }

    /// <summary>Masks, indices and statistics that nobody reads are not computed.</summary>
    private static void DropUnreadOutputs(List<PlanNode> nodes, HashSet<string> asTheyAre)
    {
        HashSet<string> read = [.. nodes.SelectMany(n => n.Inputs), .. asTheyAre];
        for (int i = 0; i < nodes.Count; i++)
        {
            string[] outputs = [.. nodes[i].Outputs.Select(o => read.Contains(o) ? o : "")];
            int used = Array.FindLastIndex(outputs, o => o.Length > 0) + 1;
            nodes[i] = nodes[i] with { Outputs = outputs[..used] };
        }
    }

    private static int Readers(List<PlanNode> nodes, string value) => nodes.Sum(n => n.Inputs.Count(i => i == value));
}
