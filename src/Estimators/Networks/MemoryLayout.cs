namespace MlNetDeep.Estimators.Networks;

/// <summary>Chooses how activations and kernels lie in memory on the CPU.</summary>
/// <remarks>
/// Channels-last, pooling and normalization are faster and most networks are. But libtorch 2.10 then takes 1.2 to 1.8 times
/// as long for the gradients of a convolution with 14 to 56 pixels a side, and 3 times at 224 with 64 channels, where that
/// is most of a step. (Measured on an AMD EPYC of the Zen 3 generation, which has no AVX-512.)
/// </remarks>
internal static class MemoryLayout
{
    /// <summary>Floats in the map that one image becomes: 4 MB, more than a core's own cache.</summary>
    private const long LargeMap = 1 << 20;

    /// <summary>An image has few channels, and nobody asks for its gradient.</summary>
    private const long FewChannels = 4;

    /// <summary>Whether a network has convolutions of large maps.</summary>
    public static bool IsPlanarFaster(Network network)
    {
        return network.Nodes.Any(n => n.OpType == "Conv") && Shapes(network) is { } shapes && network.Nodes.Any(n => n.OpType == "Conv"
            && shapes.TryGetValue(n.Inputs[0], out IReadOnlyList<long>? input) && input is [_, > FewChannels, _, _]
            && shapes.TryGetValue(n.Outputs[0], out IReadOnlyList<long>? output) && output is [_, var c, var h, var w] && c * h * w >= LargeMap);
    }

    // Training knows operators whose shapes are not inferred.
    private static IReadOnlyDictionary<string, IReadOnlyList<long>>? Shapes(Network network)
    {
        try
        {
            return network.InferTypicalShapes();
        }
        catch (ShapeException)
        {
            return null;
        }
    }
}
