using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>
/// Brings a graph into the one form that everything else works on, without changing what it computes: constants are
/// initializers, nothing runs in training mode, what training moves is nobody else's, and every input is read.
/// </summary>
internal static class PlainForm
{
    // From here on, initializers need not be listed as inputs.
    private const long FreeInitializers = 4;

    /// <summary>The plain form of a checked model whose nodes are in order.</summary>
    public static ModelParts Of(ModelParts parts)
    {
        parts = WithoutUnreadInputs(parts);
        return Untied(ForInference(WithInitializers(parts)));
    }

    /// <summary>
    /// Constant nodes become initializers. So do Identity nodes that read one: exporters write them for weights that began
    /// with equal values, and every one of these learns for itself.
    /// </summary>
    private static ModelParts WithInitializers(ModelParts parts)
    {
        if (!parts.Nodes.Any(n => n.OpType is "Constant" or "Identity"))
        {
            return parts;
        }

        var outputs = parts.Graph.Output.Select(o => o.Name).ToHashSet();
        var known = parts.Tensors.ToDictionary(t => t.Name);
        List<NetworkNode> kept = [];
        List<NetworkTensor> added = [];
        foreach (var node in parts.Nodes)
        {
            var tensor = node.Domain.Length > 0 || node.Outputs.Any(outputs.Contains) ? null
                : node.OpType == "Constant" ? ConstantValue.Of(node)
                : node.OpType == "Identity" ? known.GetValueOrDefault(node.Inputs[0]) : null;
            if (tensor is null)
            {
                kept.Add(node);
                continue;
            }

            tensor = tensor.Rename(node.Outputs[0]);
            known.Add(tensor.Name, tensor);
            added.Add(tensor);
        }

        return added.Count == 0 ? parts : WithTensors(parts with { Nodes = kept }, added);
    }

    /// <summary>Whoever runs the network decides whether it trains: dropout without its switch, normalization without batch statistics.</summary>
    private static ModelParts ForInference(ModelParts parts)
    {
        static bool Trains(NetworkNode node) => node.Domain.Length == 0
            && ((node.OpType == "Dropout" && node.Inputs.Count > 2) || (node.OpType == "BatchNormalization" && (node.Outputs.Count > 1 || node.Has("training_mode"))));

        if (!parts.Nodes.Any(Trains))
        {
            return parts;
        }

        HashSet<string> read = [.. parts.Nodes.SelectMany(n => n.Inputs), .. parts.Graph.Output.Select(o => o.Name)];
        return parts with
        {
            Nodes = [.. parts.Nodes.Select(node =>
            {
                // Statistics that somebody reads are the business of whoever wrote the graph.
                if (!Trains(node) || (node.OpType == "BatchNormalization" && node.Outputs.Skip(1).Any(o => o.Length > 0 && read.Contains(o))))
                {
                    return node;
                }

                var proto = node.Proto.Clone();
                proto.Name = node.Name;
                while (proto.Input.Count > 2 && node.OpType == "Dropout")
                {
                    proto.Input.RemoveAt(2);
                }

                while (proto.Output.Count > 1 && !read.Contains(proto.Output[^1]))
                {
                    proto.Output.RemoveAt(proto.Output.Count - 1);
                }

                if (proto.Attribute.FirstOrDefault(a => a.Name == "training_mode") is { } mode)
                {
                    proto.Attribute.Remove(mode);
                }

                return new NetworkNode(proto);
            })],
        };
    }

    /// <summary>A running statistic is moved by training: an initializer that is one, and anything else too, becomes two.</summary>
    private static ModelParts Untied(ModelParts parts)
    {
        var normalizations = parts.Nodes.Where(n => n is { OpType: "BatchNormalization", Domain: "", Inputs.Count: 5 }).ToList();
        if (normalizations.Count == 0)
        {
            return parts;
        }

        var statistics = normalizations.SelectMany(n => n.Inputs.Skip(3)).ToHashSet();
        var uses = parts.Nodes.SelectMany(n => n.Inputs).Where(statistics.Contains).CountBy(n => n).ToDictionary();
        var tensors = parts.Tensors.Where(t => statistics.Contains(t.Name) && uses[t.Name] > 1).ToDictionary(t => t.Name);
        if (tensors.Count == 0)
        {
            return parts;
        }

        HashSet<string> taken = [.. parts.Nodes.SelectMany(n => n.Outputs), .. parts.Tensors.Select(t => t.Name), .. parts.Graph.Input.Select(i => i.Name)];
        List<NetworkTensor> added = [];
        NetworkNode Split(NetworkNode node)
        {
            if (node is not { OpType: "BatchNormalization", Domain: "", Inputs.Count: 5 })
            {
                return node;
            }

            var proto = node.Proto.Clone();
            proto.Name = node.Name;
            for (var i = 3; i <= 4; i++)
            {
                if (tensors.TryGetValue(proto.Input[i], out var shared) && uses[shared.Name]-- > 1)
                {
                    var name = UniqueName.Find($"{node.Name}.{(i == 3 ? "running_mean" : "running_var")}", taken);
                    taken.Add(name);
                    added.Add(shared.Rename(name));
                    proto.Input[i] = name;
                }
            }

            return new NetworkNode(proto);
        }

        return WithTensors(parts with { Nodes = [.. parts.Nodes.Select(Split)] }, added);
    }

    private static ModelParts WithoutUnreadInputs(ModelParts parts)
    {
        var initializers = parts.Tensors.Select(t => t.Name).ToHashSet();
        HashSet<string> read = [.. parts.Nodes.SelectMany(n => n.Inputs), .. parts.Graph.Output.Select(o => o.Name)];
        var unread = parts.Graph.Input.Where(i => !initializers.Contains(i.Name) && !read.Contains(i.Name)).ToList();
        if (unread.Count == 0 || unread.Count == parts.Graph.Input.Count(i => !initializers.Contains(i.Name)))
        {
            return parts;
        }

        var graph = parts.Graph.Clone();
        unread.ForEach(i => graph.Input.Remove(i));
        return parts with { Graph = graph };
    }

    private static ModelParts WithTensors(ModelParts parts, List<NetworkTensor> added)
    {
        var graph = parts.Graph;
        if (parts.Model.IrVersion < FreeInitializers)
        {
            graph = graph.Clone();
            graph.Input.Add(added.Select(t => new ValueInfoProto
            {
                Name = t.Name,
                Type = new TypeProto
                {
                    TensorType = new TypeProto.Types.Tensor
                    {
                        ElemType = (int)t.ElementType,
                        Shape = new TensorShapeProto { Dim = { t.Shape.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }) } },
                    },
                },
            }));
        }

        return parts with { Graph = graph, Tensors = [.. parts.Tensors, .. added] };
    }
}
