namespace MlNetDeep;

/// <summary>The number of outputs of a network for classification or regression.</summary>
internal static class NetworkOutputs
{
    /// <summary>The output that is the network's result: the first one that is not there for training alone; null when there is none.</summary>
    public static NetworkValue? ResultOf(Network network) => network.Outputs.FirstOrDefault(o => !network.AuxiliaryOutputs.Contains(o.Name));

    /// <summary>The second dimension of a result <c>[N, outputs]</c>; null when it has another shape or it is open.</summary>
    public static long? Of(Network network) => ResultOf(network) is { } result ? Of(network, result) : null;

    /// <summary>The second dimension of an output <c>[N, outputs]</c>; null when it has another shape or it is open.</summary>
    public static long? Of(Network network, NetworkValue output)
    {
        if (output.Shape.Count == 2 && output.Shape[1] is { } known)
        {
            return known;
        }

        return output.Shape.Count is 0 or 2 && network.InferTypicalShapes().TryGetValue(output.Name, out IReadOnlyList<long>? shape) && shape.Count == 2
            ? shape[1]
            : null;
    }
}
