namespace MlNetDeep.Estimators.Networks;

/// <summary>
/// Finds Dropout nodes inside the frozen part of a network, where dropping would only blur what the part computes: nothing
/// before them learns, and neither do the layers that read them. The Dropout between frozen features and a new layer is
/// not one of them.
/// </summary>
internal static class FrozenDropout
{
    [Flags]
    private enum Layers
    {
        None = 0,
        Frozen = 1,
        Trained = 2,
    }

    /// <summary>The outputs of such nodes.</summary>
    /// <param name="network">The network.</param>
    /// <param name="trained">The names of the parameters that learn.</param>
    public static IReadOnlyList<string> Find(Network network, IReadOnlySet<string> trained)
    {
        var parameters = network.Parameters.ToDictionary(p => p.Name, p => trained.Contains(p.Name) ? Layers.Trained : Layers.Frozen, StringComparer.Ordinal);
        Layers Own(NetworkNode node) => node.Inputs.Aggregate(Layers.None, (found, input) => found | parameters.GetValueOrDefault(input));

        // What stands anywhere before a value.
        var before = new Dictionary<string, Layers>(StringComparer.Ordinal);
        foreach (NetworkNode node in network.Nodes)
        {
            Layers found = node.Inputs.Aggregate(Own(node), (sum, input) => sum | before.GetValueOrDefault(input));
            foreach (string output in node.Outputs)
            {
                before[output] = found;
            }
        }

        // The next layers that read a value.
        var behind = new Dictionary<string, Layers>(StringComparer.Ordinal);
        foreach (NetworkNode node in network.Nodes.Reverse())
        {
            Layers own = Own(node);
            Layers found = own != Layers.None ? own : node.Outputs.Aggregate(own, (sum, output) => sum | behind.GetValueOrDefault(output));
            foreach (string input in node.Inputs)
            {
                behind[input] = behind.GetValueOrDefault(input) | found;
            }
        }

        return [.. network.Nodes
            .Where(node => node.OpType == "Dropout" && (before.GetValueOrDefault(node.Inputs[0]) | behind.GetValueOrDefault(node.Outputs[0])) == Layers.Frozen)
            .Select(node => node.Outputs[0])];
    }
}
