namespace MlNetDeep;

/// <summary>Which inputs of which operators the output depends on smoothly, so that a gradient reaches them.</summary>
internal static class DifferentiableInputs
{
    // No gradient at all: steps, decisions, places, shapes, whole numbers.
    private static readonly HashSet<string> _none =
    [
        "Shape", "Size", "ConstantOfShape", "ArgMax", "ArgMin", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or",
        "Xor", "Not", "Floor", "Ceil", "Round", "Sign", "IsNaN", "IsInf", "NonZero", "OneHot", "EyeLike", "Range", "Hardmax", "Bernoulli",
        "Multinomial", "RandomNormalLike", "RandomUniformLike", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear",
        "QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger", "NonMaxSuppression", "Unique", "BitShift",
    ];

    // The inputs that are values; the others say how, how much or where.
    private static readonly Dictionary<string, int[]> _some = new()
    {
        ["Clip"] = [0],
        ["Dropout"] = [0],
        ["Pad"] = [0],
        ["Resize"] = [0],
        ["Upsample"] = [0],
        ["Reshape"] = [0],
        ["Slice"] = [0],
        ["Gather"] = [0],
        ["GatherElements"] = [0],
        ["GatherND"] = [0],
        ["Expand"] = [0],
        ["Tile"] = [0],
        ["TopK"] = [0],
        ["Split"] = [0],
        ["Squeeze"] = [0],
        ["Unsqueeze"] = [0],
        ["CumSum"] = [0],
        ["Trilu"] = [0],
        ["Compress"] = [0],
        ["ReverseSequence"] = [0],
        ["Where"] = [1, 2],
        ["ScatterND"] = [0, 2],
        ["ScatterElements"] = [0, 2],
        ["BatchNormalization"] = [0, 1, 2],
        ["MaxRoiPool"] = [0],
        ["RoiAlign"] = [0],
        ["CastLike"] = [0],
        ["CenterCropPad"] = [0],
        ["ReduceSum"] = [0],
        ["ReduceMean"] = [0],
        ["ReduceMax"] = [0],
        ["ReduceMin"] = [0],
        ["ReduceProd"] = [0],
        ["ReduceL1"] = [0],
        ["ReduceL2"] = [0],
        ["ReduceSumSquare"] = [0],
        ["ReduceLogSum"] = [0],
        ["ReduceLogSumExp"] = [0],
    };

    /// <summary>Whether a gradient reaches an input of a node. Operators of other domains are what their names say, or training refuses them.</summary>
    public static bool Has(NetworkNode node, int input) => !_none.Contains(node.OpType)
        && (!_some.TryGetValue(node.OpType, out var values) || values.Contains(input));

    /// <summary>The values from which a differentiable path leads to an output.</summary>
    public static HashSet<string> Before(IReadOnlyList<NetworkNode> nodes, IEnumerable<string> outputs)
    {
        HashSet<string> found = [.. outputs];
        for (var at = nodes.Count - 1; at >= 0; at--)
        {
            var node = nodes[at];
            for (var i = 0; node.Outputs.Any(found.Contains) && i < node.Inputs.Count; i++)
            {
                if (Has(node, i))
                {
                    found.Add(node.Inputs[i]);
                }
            }
        }

        return found;
    }
}
