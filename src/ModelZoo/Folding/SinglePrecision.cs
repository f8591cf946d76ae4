namespace MlNetDeep;

/// <summary>
/// The network as it is trained: where its graph computes in half precision, in single precision. Its tensors keep their
/// types; whoever reads them widens them, and needs no cast for it.
/// </summary>
internal static class SinglePrecision
{
    /// <summary>Whether a type is one of half precision.</summary>
    public static bool IsHalf(TensorElementType type) => type is TensorElementType.Float16 or TensorElementType.BFloat16;

    public static Network Of(Network network)
    {
        if (!network.Tensors.Values.Any(t => IsHalf(t.ElementType)) && !network.Nodes.Any(Narrows))
        {
            return network;
        }

        var outputs = network.Outputs.Select(o => o.Name).ToHashSet();
        var widened = new Dictionary<string, string>();
        var nodes = new List<NetworkNode>();
        foreach (var node in network.Nodes)
        {
            var isCast = node is { OpType: "Cast", Domain: "" };
            if (isCast && network.Tensors.TryGetValue(node.Inputs[0], out var tensor) && IsHalf(tensor.ElementType) && !outputs.Contains(node.Outputs[0])
                && ((TensorElementType)node.GetInt("to", 0) == TensorElementType.Float || Narrows(node)))
            {
                widened.Add(node.Outputs[0], tensor.Name);
                continue;
            }

            if (!Narrows(node) && !node.Inputs.Any(widened.ContainsKey))
            {
                nodes.Add(node);
                continue;
            }

            var proto = node.Proto.Clone();
            proto.Name = node.Name;
            for (var i = 0; i < proto.Input.Count; i++)
            {
                proto.Input[i] = widened.GetValueOrDefault(proto.Input[i], proto.Input[i]);
            }

            if (Narrows(node))
            {
                proto.Attribute.Single(a => a.Name == "to").I = (int)TensorElementType.Float;
            }

            nodes.Add(new NetworkNode(proto));
        }

        return network.Edit(parts => parts with { Nodes = nodes });
    }

    private static bool Narrows(NetworkNode node) =>
        node is { OpType: "Cast", Domain: "" } && IsHalf((TensorElementType)node.GetInt("to", 0));
}
