using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>
/// Gives a network inputs and outputs of single precision, where it has others: half precision, whole numbers, truth
/// values. Whole numbers keep their values up to 16,777,216.
/// </summary>
internal static class FloatEnds
{
    public static Network Of(Network network)
    {
        bool Differs(NetworkValue value) => value.ElementType is not (TensorElementType.Float or TensorElementType.String);
        if (!network.Inputs.Concat(network.Outputs).Any(Differs))
        {
            return network;
        }

        HashSet<string> taken =
        [
            .. network.Tensors.Keys, .. network.Nodes.SelectMany(n => n.Inputs.Concat(n.Outputs).Append(n.Name)), .. network.Inputs.Select(i => i.Name),
        ];
        var renamed = new Dictionary<string, string>();
        var (before, after) = (new List<NetworkNode>(), new List<NetworkNode>());
        foreach (var input in network.Inputs.Where(Differs))
        {
            before.Add(Cast(input.Name, Inner(input.Name), input.ElementType));
        }

        foreach (var output in network.Outputs.Where(Differs))
        {
            after.Add(Cast(renamed.GetValueOrDefault(output.Name) ?? Inner(output.Name), output.Name, TensorElementType.Float));
        }

        return network.Edit(parts =>
        {
            var graph = parts.Graph.Clone();
            foreach (var value in graph.Input.Concat(graph.Output).Where(v => renamed.ContainsKey(v.Name)))
            {
                value.Type.TensorType.ElemType = (int)TensorElementType.Float;
            }

            foreach (var stale in graph.ValueInfo.Where(v => renamed.ContainsKey(v.Name)).ToList())
            {
                graph.ValueInfo.Remove(stale);
            }

            return parts with { Graph = graph, Nodes = [.. before, .. parts.Nodes.Select(Renamed), .. after] };
        });

        string Inner(string name)
        {
            var inner = UniqueName.Find($"{name}.inside", taken);
            taken.Add(inner);
            renamed.Add(name, inner);
            return inner;
        }

        NetworkNode Cast(string from, string to, TensorElementType type)
        {
            var name = UniqueName.Find($"{to}.cast", taken);
            taken.Add(name);
            return new NetworkNode(new NodeProto
            {
                Name = name,
                OpType = "Cast",
                Input = { from },
                Output = { to },
                Attribute = { new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = (int)type } },
            });
        }

        NetworkNode Renamed(NetworkNode node)
        {
            if (!node.Inputs.Concat(node.Outputs).Any(renamed.ContainsKey))
            {
                return node;
            }

            var proto = node.Proto.Clone();
            proto.Name = node.Name;
            for (var i = 0; i < proto.Input.Count; i++)
            {
                proto.Input[i] = renamed.GetValueOrDefault(proto.Input[i], proto.Input[i]);
            }

            for (var i = 0; i < proto.Output.Count; i++)
            {
                proto.Output[i] = renamed.GetValueOrDefault(proto.Output[i], proto.Output[i]);
            }

            return new NetworkNode(proto);
        }
    }
}
