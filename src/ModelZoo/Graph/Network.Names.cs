namespace MlNetDeep;

/// <content>Names of values.</content>
public sealed partial class Network
{
    /// <summary>Gives the network under another name.</summary>
    /// <param name="name">The new name.</param>
    /// <returns>The new network.</returns>
    public Network WithName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var graph = _parts.Graph.Clone();
        graph.Name = name;
        return new(_parts with { Graph = graph });
    }

    /// <summary>Gives a network whose (only) input has another name.</summary>
    /// <param name="name">The new name.</param>
    /// <returns>The new network, or this one when that is the name already.</returns>
    /// <exception cref="ArgumentException">Another value or constant of the network has the name.</exception>
    /// <exception cref="InvalidOperationException">The network has not exactly one input.</exception>
    public Network WithInputName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Inputs.Count != 1)
        {
            throw new InvalidOperationException(
                $"The input of a network with one input can be renamed; this one has {Inputs.Count}.");
        }

        var old = Inputs[0].Name;
        if (old == name)
        {
            return this;
        }

        if (Tensors.ContainsKey(name) || Nodes.Any(n => n.Outputs.Contains(name)))
        {
            throw new ArgumentException($"The network has another value or constant '{name}'.", nameof(name));
        }

        var graph = _parts.Graph.Clone();
        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo).Where(v => v.Name == old))
        {
            value.Name = name;
        }

        return new(_parts with { Graph = graph, Nodes = [.. Nodes.Select(n => Rename(n, old, name))] });
    }
}
