namespace MlNetDeep;

/// <summary>
/// Computes once what does not depend on the rows: constant subgraphs, and subgraphs of shapes that are the same for every
/// batch (and, where they are open, for every height and width). Parameters, and what follows from them, stay computed.
/// </summary>
internal static class GraphFolding
{
    // What has the same value for all of them is taken for a constant.
    private static readonly (int Batch, int Side)[] _probes = [(1, 224), (2, 224), (97, 224), (2, 256), (1, 320)];

    /// <summary>The network with constants in place of what makes them. It gives the same outputs.</summary>
    public static Network Fold(Network network)
    {
        if (!network.Nodes.Any(MayMakeConstant))
        {
            return network;
        }

        var traces = Traces(network);
        var learned = Learned(network);
        var folded = new Dictionary<string, NetworkTensor>();
        foreach (var node in network.Nodes)
        {
            foreach (var output in node.Outputs.Where(o => o.Length > 0 && !learned.Contains(o)))
            {
                if (Common(traces, output) is { } value)
                {
                    folded.Add(output, value);
                }
            }
        }

        KeepComputed(network, folded);
        var nodes = new List<NetworkNode>();
        var added = new List<NetworkTensor>();
        var changed = false;
        var taken = new Lazy<HashSet<string>>(() => [.. network.Tensors.Keys, .. network.Nodes.SelectMany(n => n.Outputs), .. network.Inputs.Select(i => i.Name)]);
        foreach (var node in network.Nodes)
        {
            if (node.Outputs.All(o => o.Length == 0 || folded.ContainsKey(o)))
            {
                changed = true;
                continue;
            }

            var kept = OpenReshape(network, node, traces, taken, added);
            changed |= kept != node;
            nodes.Add(kept);
        }

        // A node that is kept for one of its outputs goes on making the others.
        HashSet<string> made = [.. nodes.SelectMany(n => n.Outputs)];
        return !changed ? network : network.Edit(parts => Pruning.Prune(parts with
        {
            Nodes = nodes,
            Tensors = [.. parts.Tensors, .. added, .. folded.Where(f => !made.Contains(f.Key)).Select(f => f.Value.Rename(f.Key))],
        }));
    }

    private static bool MayMakeConstant(NetworkNode node) => node.OpType is "Shape" or "Size" or "Constant" or "ConstantOfShape" or "Range"
        or "Slice" or "Gather" or "Concat" or "Cast" or "Identity" or "Unsqueeze";

    private static List<Dictionary<string, ValueShape>> Traces(Network network)
    {
        var openBatch = network.Inputs.Any(i => i.Shape is [null, ..]);
        var openSides = network.Inputs.Any(i => i.Shape.Skip(1).Contains(null));
        return [.. _probes.Where((p, i) => i == 0 || (openBatch && p.Side == _probes[0].Side) || (openSides && p.Side != _probes[0].Side))
            .Select(p => GraphTrace.Run(network, input => GraphTrace.Bind(input, p.Batch, p.Side)))];
    }

    /// <summary>Parameters, statistics, and all that is computed from them.</summary>
    private static HashSet<string> Learned(Network network)
    {
        HashSet<string> learned = [.. network.Parameters.Select(p => p.Name), .. network.Buffers];
        foreach (var node in network.Nodes.Where(n => n.OpType is not ("Shape" or "Size") && n.Inputs.Any(learned.Contains)))
        {
            learned.UnionWith(node.Outputs);
        }

        return learned;
    }

    private static NetworkTensor? Common(List<Dictionary<string, ValueShape>> traces, string name)
    {
        var first = traces[0].GetValueOrDefault(name)?.Tensor;
        return first is not null && traces.Skip(1).All(t => t.GetValueOrDefault(name)?.Tensor is { } other
            && other.ElementType == first.ElementType && other.Shape.SequenceEqual(first.Shape) && other.Bytes.SequenceEqual(first.Bytes))
            ? first : null;
    }

    /// <summary>
    /// An initializer of numbers where a gradient arrives would become a parameter, which a computed value is not: such
    /// values go on being computed, unless they are single numbers.
    /// </summary>
    private static void KeepComputed(Network network, Dictionary<string, NetworkTensor> folded)
    {
        foreach (var output in network.Outputs)
        {
            folded.Remove(output.Name);
        }

        foreach (var node in network.Nodes.Reverse())
        {
            if (node.Outputs.All(o => o.Length == 0 || folded.ContainsKey(o)))
            {
                continue;
            }

            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (folded.TryGetValue(node.Inputs[i], out var value) && ConstantData.IsReal(value.ElementType) && value.Count > 1
                    && DifferentiableInputs.Has(node, i))
                {
                    folded.Remove(node.Inputs[i]);
                }
            }
        }
    }

    /// <summary>
    /// A new shape that names the batch as computed from a shape (PyTorch's <c>view(x.size(0), -1)</c>) says instead "as in
    /// the input" where that is the same, and "what is left" once.
    /// </summary>
    private static NetworkNode OpenReshape(
        Network network, NetworkNode node, List<Dictionary<string, ValueShape>> traces, Lazy<HashSet<string>> taken, List<NetworkTensor> added)
    {
        if (node is not { OpType: "Reshape", Domain: "", Inputs.Count: 2 } || network.Tensors.ContainsKey(node.Inputs[1])
            || node.GetInt("allowzero", 0) != 0 || traces.Count == 1)
        {
            return node;
        }

        long[]?[] targets = [.. traces.Select(t => t.GetValueOrDefault(node.Inputs[1])?.Integers)];
        long[]?[] inputs = [.. traces.Select(t => t.GetValueOrDefault(node.Inputs[0])?.Dims)];
        if (targets.Any(t => t is null || t.Length != targets[0]!.Length) || inputs.Any(i => i is null))
        {
            return node;
        }

        var shape = new long[targets[0]!.Length];
        var open = targets[0]!.Contains(-1) ? 0 : 1;
        for (var i = 0; i < shape.Length; i++)
        {
            if (targets.All(t => t![i] == targets[0]![i]))
            {
                shape[i] = targets[0]![i];
            }
            else if (targets.Zip(inputs, (t, x) => i < x!.Length && t![i] == x[i]).All(same => same))
            {
                shape[i] = 0;
            }
            else if (open-- > 0)
            {
                shape[i] = -1;
            }
            else
            {
                return node;
            }
        }

        var name = UniqueName.Find($"{node.Name}.shape", taken.Value);
        taken.Value.Add(name);
        added.Add(NetworkTensor.Create(name, shape, shape.Length));
        var proto = node.Proto.Clone();
        proto.Name = node.Name;
        proto.Input[1] = name;
        return new NetworkNode(proto);
    }
}
