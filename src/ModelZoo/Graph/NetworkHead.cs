namespace MlNetDeep;

/// <summary>Finds the head of a network.</summary>
internal static class NetworkHead
{
    /// <summary>The names of the parameters of the last layer with weights before each output.</summary>
    public static HashSet<string> Find(Network network)
    {
        var makers = network.Nodes.SelectMany(n => n.Outputs.Where(o => o.Length > 0).Select(o => (o, n)))
            .ToDictionary(p => p.o, p => p.n);
        var parameters = network.Parameters.ToLookup(p => p.Layer, p => p.Name);
        var head = new HashSet<string>();
        foreach (var output in network.Outputs)
        {
            var node = makers.GetValueOrDefault(output.Name);
            while (node is not null && !parameters.Contains(node.Name))
            {
                node = node.Inputs.Select(i => makers.GetValueOrDefault(i)).FirstOrDefault(n => n is not null);
            }

            head.UnionWith(node is null ? [] : parameters[node.Name]);
        }

        return head;
    }
}
