namespace MlNetDeep;

/// <summary>
/// The layers that serve well, for networks whose form is known. They are found by what the graph looks like, because an
/// imported file may name its nodes in any way.
/// </summary>
internal static class DefaultLayers
{
    // Both SqueezeNets have eight modules, each ending in the only concatenation of its two branches.
    private const int SqueezeNetModules = 8;
    private const int VggStages = 5;

    /// <summary>The layers for content; null when the network is of no known form.</summary>
    public static IReadOnlyList<string>? Content(Network network) =>
        Modules(network) is { } modules ? [modules[2]]
        : Stages(network) is { } stages ? [stages[3][Math.Min(1, stages[3].Count - 1)]]
        : null;

    /// <summary>The layers for style; null when the network is of no known form.</summary>
    public static IReadOnlyList<StyleLayer>? Style(Network network) =>
        Modules(network) is { } modules
            ? [FirstOf(network, "Relu"), modules[0], modules[1], modules[2], modules[3], modules[4]]
            : Stages(network) is { } stages ? [.. stages.Select(stage => (StyleLayer)stage[0])]
            : null;

    // The outputs of the fire modules, in order; null when it is no SqueezeNet.
    private static string[]? Modules(Network network)
    {
        string[] joints = [.. network.Nodes.Where(n => n.OpType == "Concat").Select(n => n.Outputs[0])];
        bool others = network.Nodes.Any(n => n.OpType is not ("Conv" or "Relu" or "MaxPool" or "Concat" or "Dropout" or "Identity"
            or "GlobalAveragePool" or "AveragePool" or "Flatten" or "Reshape" or "Softmax" or "Constant"));
        return joints.Length == SqueezeNetModules && !others ? joints : null;
    }

    // The outputs of the ReLUs before each of the five poolings; null when it is no VGG.
    private static List<string>[]? Stages(Network network)
    {
        var stages = new List<List<string>> { new() };
        foreach (NetworkNode node in network.Nodes)
        {
            switch (node.OpType)
            {
                case "Relu" when stages.Count <= VggStages:
                    stages[^1].Add(node.Outputs[0]);
                    break;
                case "MaxPool":
                    stages.Add([]);
                    break;
                case "Concat" or "Add" or "GlobalAveragePool":
                    return null;
            }
        }

        return stages.Count == VggStages + 1 && stages.Take(VggStages).All(stage => stage.Count > 0) ? [.. stages.Take(VggStages)] : null;
    }

    private static string FirstOf(Network network, string opType) => network.Nodes.First(n => n.OpType == opType).Outputs[0];
}
