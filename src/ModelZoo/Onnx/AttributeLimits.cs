namespace MlNetDeep;

/// <summary>
/// Attributes that native code trusts: a scale that a random distribution asserts, sizes that it divides by. ONNX Runtime
/// ends the process over some of them, so that they are refused before it sees them.
/// </summary>
internal static class AttributeLimits
{
    // Native code divides by them, or allocates by them.
    private static readonly string[] _atLeastOne =
        ["strides", "dilations", "kernel_shape", "group", "blocksize", "num_groups", "num_outputs", "hidden_size", "num_heads"];

    /// <summary>Checks the attributes of a node of ONNX's own operators.</summary>
    /// <exception cref="NetworkFormatException">One cannot be.</exception>
    public static void Check(NetworkNode node)
    {
        if (node.Domain.Length > 0)
        {
            return;
        }

        foreach (var name in _atLeastOne.Where(node.Has))
        {
            var values = name is "strides" or "dilations" or "kernel_shape" ? node.GetInts(name) : [node.GetInt(name, 1)];
            if (values.Any(v => v < 1))
            {
                Throw(node, name, ShapeText.Format(values), "at least 1");
            }
        }

        switch (node.OpType)
        {
            case "LRN" when node.GetInt("size", 1) < 1:
                Throw(node, "size", $"{node.GetInt("size", 1)}", "at least 1");
                break;
            case "RandomNormal" or "RandomNormalLike" when !(node.GetFloat("scale", 1) is > 0 and < float.PositiveInfinity):
                Throw(node, "scale", $"{node.GetFloat("scale", 1)}", "a number above 0");
                break;
            case "RandomUniform" or "RandomUniformLike" when !float.IsFinite(node.GetFloat("high", 1) - node.GetFloat("low", 0))
                || node.GetFloat("high", 1) < node.GetFloat("low", 0):
                Throw(node, "high", $"{node.GetFloat("high", 1)}", $"at least low, {node.GetFloat("low", 0)}");
                break;
            case "Multinomial" when node.GetInt("sample_size", 1) is < 1 or > int.MaxValue:
                Throw(node, "sample_size", $"{node.GetInt("sample_size", 1)}", $"1 to {int.MaxValue}");
                break;
        }
    }

    private static void Throw(NetworkNode node, string attribute, string found, string expected) =>
        NetworkFormatException.Throw($"Attribute '{attribute}' of {node} is {found}; expected {expected}.");
}
