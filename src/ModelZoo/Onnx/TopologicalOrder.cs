namespace MlNetDeep;

/// <summary>Orders nodes so that each comes after those whose outputs it reads, and finds values that nothing makes.</summary>
internal static class TopologicalOrder
{
    /// <summary>The nodes in order; nodes that are in order already keep theirs.</summary>
    /// <exception cref="NetworkFormatException">A value is undefined, defined twice, or depends on itself.</exception>
    public static IReadOnlyList<NetworkNode> Sort(ModelParts parts)
    {
        var known = new HashSet<string>(parts.Tensors.Select(t => t.Name));
        known.UnionWith(parts.Graph.Input.Select(i => i.Name));
        var producers = FindProducers(parts.Nodes, known);

        var waiting = new int[parts.Nodes.Count];
        var readers = new Dictionary<string, List<int>>();
        for (var i = 0; i < waiting.Length; i++)
        {
            foreach (var input in parts.Nodes[i].Inputs.Where(n => n.Length > 0 && !known.Contains(n)).Distinct())
            {
                if (!producers.ContainsKey(input))
                {
                    NetworkFormatException.Throw(
                        $"{Capitalized(parts.Nodes[i])} reads '{input}', which is neither an input, nor an "
                        + "initializer, nor the output of a node.");
                }

                waiting[i]++;
                if (!readers.TryGetValue(input, out var list))
                {
                    readers.Add(input, list = []);
                }

                list.Add(i);
            }
        }

        var sorted = Drain(parts.Nodes, waiting, readers);
        CheckOutputs(parts, known, producers);
        return sorted;
    }

    private static Dictionary<string, NetworkNode> FindProducers(
        IReadOnlyList<NetworkNode> nodes, HashSet<string> known)
    {
        var producers = new Dictionary<string, NetworkNode>();
        foreach (var node in nodes)
        {
            foreach (var output in node.Outputs.Where(o => o.Length > 0))
            {
                if (known.Contains(output))
                {
                    NetworkFormatException.Throw(
                        $"{Capitalized(node)} writes '{output}', which is already a graph input or an initializer.");
                }

                if (!producers.TryAdd(output, node))
                {
                    NetworkFormatException.Throw(
                        $"{Capitalized(node)} writes '{output}', which {producers[output]} writes too.");
                }
            }
        }

        return producers;
    }

    private static List<NetworkNode> Drain(
        IReadOnlyList<NetworkNode> nodes, int[] waiting, Dictionary<string, List<int>> readers)
    {
        var ready = new PriorityQueue<int, int>();
        for (var i = 0; i < waiting.Length; i++)
        {
            if (waiting[i] == 0)
            {
                ready.Enqueue(i, i);
            }
        }

        var sorted = new List<NetworkNode>(waiting.Length);
        while (ready.TryDequeue(out var next, out _))
        {
            sorted.Add(nodes[next]);
            foreach (var reader in nodes[next].Outputs.SelectMany(o => readers.GetValueOrDefault(o) ?? []))
            {
                if (--waiting[reader] == 0)
                {
                    ready.Enqueue(reader, reader);
                }
            }
        }

        if (sorted.Count < nodes.Count)
        {
            var stuck = nodes[Array.FindIndex(waiting, w => w > 0)];
            NetworkFormatException.Throw($"The graph has a cycle: {stuck} depends on its own output.");
        }

        return sorted;
    }

    private static void CheckOutputs(
        ModelParts parts, HashSet<string> known, Dictionary<string, NetworkNode> producers)
    {
        var seen = new HashSet<string>();
        foreach (var output in parts.Graph.Output)
        {
            if (!known.Contains(output.Name) && !producers.ContainsKey(output.Name))
            {
                NetworkFormatException.Throw($"The graph's output '{output.Name}' is made by no node.");
            }

            if (!seen.Add(output.Name))
            {
                NetworkFormatException.Throw($"Two graph outputs are named '{output.Name}'.");
            }
        }
    }

    private static string Capitalized(NetworkNode node) => $"N{node.ToString()[1..]}";
}
