namespace MlNetDeep;

/// <summary>The number of outputs of a network for classification or regression.</summary>
internal static class NetworkOutputs
{
    /// <summary>The output that is the network's result: the first one that is not there for training alone; null when there is none.</summary>
    public static NetworkValue? ResultOf(Network network) => network.Outputs.FirstOrDefault(o => !network.AuxiliaryOutputs.Contains(o.Name));

    /// <summary>
    /// The second dimension of a result <c>[N, outputs]</c>, behind which there may be dimensions of 1; null when it has another
    /// shape or it is open.
    /// </summary>
    public static long? Of(Network network) => ResultOf(network) is { } result ? Of(network, result) : null;

    /// <summary>The same for one of several outputs.</summary>
    public static long? Of(Network network, NetworkValue output)
    {
        if (output.Shape.Count >= 2 && output.Shape[1] is { } known && output.Shape.Skip(2).All(d => d == 1))
        {
            return known;
        }

        return (output.Shape.Count == 0 || output.Shape.Skip(1).Contains(null)) && network.InferTypicalShapes().TryGetValue(output.Name, out IReadOnlyList<long>? shape)
            && shape.Count >= 2 && shape.Skip(2).All(d => d == 1)
            ? shape[1]
            : null;
    }
}
