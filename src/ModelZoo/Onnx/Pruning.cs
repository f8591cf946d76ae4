namespace MlNetDeep;

/// <summary>Leaves out what no output needs.</summary>
internal static class Pruning
{
    /// <summary>The model without nodes and initializers that its outputs do not depend on; its inputs all stay.</summary>
    public static ModelParts Prune(ModelParts parts)
    {
        var needed = parts.Graph.Output.Select(o => o.Name).ToHashSet();
        var nodes = new List<NetworkNode>();
        foreach (var node in parts.Nodes.Reverse().Where(n => n.Outputs.Any(needed.Contains)))
        {
            nodes.Add(node);
            needed.UnionWith(node.Inputs);
        }

        nodes.Reverse();
        var graph = parts.Graph.Clone();
        var made = nodes.SelectMany(n => n.Outputs).ToHashSet();
        foreach (var unused in graph.ValueInfo.Where(v => !made.Contains(v.Name)).ToList())
        {
            graph.ValueInfo.Remove(unused);
        }

        List<NetworkTensor> tensors = [.. parts.Tensors.Where(t => needed.Contains(t.Name))];
        var names = tensors.Select(t => t.Name).ToHashSet();
        var initializers = parts.Tensors.Select(t => t.Name).ToHashSet();
        foreach (var unused in graph.Input.Where(v => initializers.Contains(v.Name) && !names.Contains(v.Name)).ToList())
        {
            graph.Input.Remove(unused);
        }

        return parts with { Graph = graph, Nodes = nodes, Tensors = tensors };
    }
}
