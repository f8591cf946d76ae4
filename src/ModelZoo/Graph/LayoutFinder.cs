namespace MlNetDeep;

/// <summary>Finds out from the graph whether an image comes channel after channel or pixel after pixel.</summary>
internal static class LayoutFinder
{
    // They leave every value in its place, so that the next node tells.
    private static readonly HashSet<string> _inPlace =
        ["Cast", "Identity", "Add", "Sub", "Mul", "Div", "Pow", "Clip", "Relu", "Pad", "Neg", "Dropout"];

    // They take channels as axis 1.
    private static readonly HashSet<string> _planar =
    [
        "Conv", "ConvTranspose", "ConvInteger", "QLinearConv", "MaxPool", "AveragePool", "LpPool", "GlobalAveragePool",
        "GlobalMaxPool", "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LRN", "DepthToSpace", "SpaceToDepth",
    ];

    /// <summary>The layout: what the nodes or else the sizes say.</summary>
    public static PixelLayout Find(Network network) => FromNodes(network)?.Layout
        ?? (network.Inputs is [{ Shape: [_, not (1 or 3), _, 1 or 3] }] ? PixelLayout.Interleaved : PixelLayout.Planar);

    /// <summary>The layout that a node insists on, with the node; null when none does.</summary>
    public static (PixelLayout Layout, NetworkNode Node)? FromNodes(Network network)
    {
        if (network.Inputs is not [{ Shape.Count: 4 } input])
        {
            return null;
        }

        var values = new HashSet<string> { input.Name };
        foreach (var node in network.Nodes.Where(n => n.Inputs.Any(values.Contains)))
        {
            if (_planar.Contains(node.OpType))
            {
                return (PixelLayout.Planar, node);
            }

            if (node.OpType == "Transpose" && node.GetInts("perm") is [0, 3, 1, 2])
            {
                return (PixelLayout.Interleaved, node);
            }

            if (_inPlace.Contains(node.OpType))
            {
                values.UnionWith(node.Outputs.Where(o => o.Length > 0));
            }
        }

        return null;
    }
}
