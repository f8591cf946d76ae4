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
                && new ValueUses(nodes).Readers(outputs[i]) == 0)
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
    public static bool MayOverwriteInput(ValueUses uses, PlanNode node, IReadOnlyCollection<string> outputs)
    {
        string value = node.Inputs[0];
        return !outputs.Contains(value) && uses.Readers(value) == 1
            && uses.Producer(value) is { } producer && _forgetTheirOutput.Contains(producer.Node.OpType);
    }

    /// <summary>
    /// max(relu(x)) = relu(max(x)), and the gradients agree as well; behind a 2x2 pool the activation touches a quarter
    /// of the memory.
    /// </summary>
    private static void PoolBeforeRelu(List<PlanNode> nodes, HashSet<string> asTheyAre)
    {
        // Two nodes that change places go on reading what was read there before.
        var uses = new ValueUses(nodes);
        for (int i = 0; i < nodes.Count; i++)
        {
            PlanNode relu = nodes[i];
            if (relu.Node.OpType != "Relu" || asTheyAre.Contains(relu.Outputs[0]) || uses.Readers(relu.Outputs[0]) != 1)
            {
                continue;
            }

            int at = uses.FirstReader(relu.Outputs[0]);
            if (nodes[at].Node.OpType != "MaxPool" || nodes[at].Outputs.Length > 1)
            {
                continue;
            }

            PlanNode pool = nodes[at];
            nodes[at] = relu with { Inputs = [relu.Outputs[0]], Outputs = [pool.Outputs[0]] };
            nodes[i] = pool with { Inputs = [relu.Inputs[0]], Outputs = [relu.Outputs[0]] };
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

    private static void RemoveUnused(List<PlanNode> nodes, string[] outputs)
    {
        var needed = new HashSet<string>(outputs, StringComparer.Ordinal);
        var used = new HashSet<PlanNode>(ReferenceEqualityComparer.Instance);
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            if (nodes[i].Outputs.Any(needed.Contains))
            {
                needed.UnionWith(nodes[i].Inputs);
                used.Add(nodes[i]);
            }
        }

        nodes.RemoveAll(node => !used.Contains(node));
    }
}

/// <summary>Who makes and who reads each value of a list of nodes, found once: a graph may have a million nodes.</summary>
internal sealed class ValueUses
{
    private readonly Dictionary<string, (int First, int Count)> _readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlanNode> _producers = new(StringComparer.Ordinal);

    public ValueUses(IReadOnlyList<PlanNode> nodes)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string input in nodes[i].Inputs)
            {
                _readers[input] = _readers.TryGetValue(input, out (int First, int Count) known) ? (known.First, known.Count + 1) : (i, 1);
            }

            foreach (string output in nodes[i].Outputs)
            {
                _producers[output] = nodes[i];
            }
        }
    }

    /// <summary>How often a value is read.</summary>
    public int Readers(string value) => _readers.GetValueOrDefault(value).Count;

    /// <summary>The place of the first node that reads a value; there must be one.</summary>
    public int FirstReader(string value) => _readers[value].First;

    /// <summary>The node that makes a value; null for inputs and constants.</summary>
    public PlanNode? Producer(string value) => _producers.GetValueOrDefault(value);
}
