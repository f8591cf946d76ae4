using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>Stores a network's weights in another precision, and widens them where the graph reads them.</summary>
internal static class WeightPrecision
{
    public static Network Of(Network network, TensorElementType type)
    {
        // First everything in single precision: tensors, casts, both ends.
        network = FloatEnds.Of(SinglePrecision.Of(network)).Edit(parts => parts with
        {
            Tensors = [.. parts.Tensors.Select(t => SinglePrecision.IsHalf(t.ElementType) ? ConstantData.Convert(t, TensorElementType.Float) : t)],
        });
        return type == TensorElementType.Float ? network : Narrowed(network, type);
    }

    private static Network Narrowed(Network network, TensorElementType type)
    {
        var narrow = network.Parameters.Where(p => p.Tensor.Shape.Count > 1).Select(p => p.Name).ToHashSet();
        HashSet<string> taken =
        [
            .. network.Tensors.Keys, .. network.Nodes.SelectMany(n => n.Outputs.Append(n.Name)), .. network.Inputs.Select(i => i.Name),
        ];
        var widened = narrow.ToDictionary(name => name, name =>
        {
            var wide = UniqueName.Find($"{name}.float", taken);
            taken.Add(wide);
            return wide;
        });
        return network.Edit(parts => parts with
        {
            Tensors = [.. parts.Tensors.Select(t => narrow.Contains(t.Name) ? Checked(t, type) : t)],
            Nodes =
            [
                .. widened.Select(w => new NetworkNode(new NodeProto
                {
                    Name = w.Value, OpType = "Cast", Input = { w.Key }, Output = { w.Value },
                    Attribute = { new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = (int)TensorElementType.Float } },
                })),
                .. parts.Nodes.Select(node => Renamed(node, widened)),
            ],
        });
    }

    private static NetworkTensor Checked(NetworkTensor tensor, TensorElementType type)
    {
        var narrow = ConstantData.Convert(tensor, type);
        if (type == TensorElementType.Float16 && tensor.Floats.IndexOfAnyExceptInRange(-65504f, 65504f) is >= 0 and var at)
        {
            throw new DeepLearningException(
                $"Weight '{tensor.Name}' has the value {tensor.Floats[at]} at position {at}, which half precision does not hold (up to 65,504). Take BFloat16.");
        }

        return narrow;
    }

    private static NetworkNode Renamed(NetworkNode node, Dictionary<string, string> names)
    {
        if (!node.Inputs.Any(names.ContainsKey))
        {
            return node;
        }

        var proto = node.Proto.Clone();
        proto.Name = node.Name;
        for (var i = 0; i < proto.Input.Count; i++)
        {
            proto.Input[i] = names.GetValueOrDefault(proto.Input[i], proto.Input[i]);
        }

        return new NetworkNode(proto);
    }
}
