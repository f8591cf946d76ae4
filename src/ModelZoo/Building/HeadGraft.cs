using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>Puts one graph behind another.</summary>
internal static class HeadGraft
{
    // Below this, dropout has its rate as an attribute; an initializer as input came with it.
    private const long DropoutInputOpset = 12;

    // Below this, a dense layer broadcasts its bias only when told so.
    private const long OldestOpset = 7;

    // Below this, every initializer must also be listed as an input.
    private const long FreeInitializers = 4;

    // What means the same in all operator sets from 7 on, for the inputs that a head has.
    private static readonly HashSet<string> _unchanged =
    [
        "Add", "AveragePool", "Concat", "Conv", "Dropout", "Elu", "Flatten", "Gemm", "GlobalAveragePool",
        "GlobalMaxPool", "Identity", "LeakyRelu", "MatMul", "MaxPool", "Mul", "Relu", "Sigmoid", "Tanh",
    ];

    public static ModelParts Join(Network body, ModelParts bodyParts, Network head, ModelParts headParts, string prefix)
    {
        CheckEnds(body, head);
        var dimensions = body.InferTypicalShapes()[body.Outputs[0].Name];
        CheckShape(body, dimensions, head);
        foreach (var node in head.Nodes)
        {
            CheckOperator(body, head, node);
        }

        var names = new HashSet<string>(body.Nodes.SelectMany(n => n.Inputs.Concat(n.Outputs).Append(n.Name))
            .Concat(body.Tensors.Keys).Concat(body.Inputs.Select(i => i.Name)));

        // The output of the whole is called as the head's; a value of the body that was called so gets another name.
        var joint = body.Outputs[0].Name;
        var bodyNodes = body.Nodes;
        if (joint == head.Outputs[0].Name && body.Inputs.All(i => i.Name != joint))
        {
            joint = UniqueName.Find($"{prefix}.input", names);
            names.Add(joint);
            names.Remove(body.Outputs[0].Name);
            bodyNodes = [.. bodyNodes.Select(n => Network.Rename(n, body.Outputs[0].Name, joint))];
        }

        var renamed = new Dictionary<string, string> { [""] = "", [head.Inputs[0].Name] = joint };
        string Rename(string name)
        {
            if (!renamed.TryGetValue(name, out var result))
            {
                result = UniqueName.Find(name == head.Outputs[0].Name ? name : $"{prefix}.{name}", names);
                names.Add(result);
                renamed.Add(name, result);
            }

            return result;
        }

        var ratios = body.OpsetVersion < DropoutInputOpset
            ? head.Nodes.Where(n => n.OpType == "Dropout" && n.Inputs.Count > 1).Select(n => n.Inputs[1]).ToHashSet()
            : [];
        List<NetworkNode> nodes = [.. bodyNodes];
        foreach (var node in head.Nodes)
        {
            nodes.Add(Move(node, ratios, head, Rename, UniqueName.Find($"{prefix}.{node.Name}", [.. nodes.Select(n => n.Name)])));
        }

        var model = bodyParts.Model.Clone();
        model.IrVersion = Math.Max(model.IrVersion, FreeInitializers);
        foreach (var key in new[] { MetadataKeys.Labels, MetadataKeys.Auxiliary })
        {
            if (model.MetadataProps.FirstOrDefault(p => p.Key == key) is { } old)
            {
                model.MetadataProps.Remove(old);
            }
        }

        if (head.Metadata.TryGetValue(MetadataKeys.Labels, out var labels))
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = MetadataKeys.Labels, Value = labels });
        }

        var graph = bodyParts.Graph.Clone();
        var output = headParts.Graph.Output[0].Clone();
        output.Name = Rename(output.Name);
        graph.Output.Clear();
        graph.Output.Add(output);
        return new(
            model, graph, nodes,
            [.. bodyParts.Tensors, .. headParts.Tensors.Where(t => !ratios.Contains(t.Name)).Select(t => t.Rename(Rename(t.Name)))])
        {
            HasNewWeights = bodyParts.HasNewWeights,
        };
    }

    private static NetworkNode Move(
        NetworkNode node, HashSet<string> ratios, Network head, Func<string, string> rename, string name)
    {
        var proto = node.Proto.Clone();
        proto.Name = name;
        if (node.OpType == "Dropout" && node.Inputs.Count > 1 && ratios.Contains(node.Inputs[1]))
        {
            proto.Attribute.Add(new AttributeProto
            {
                Name = "ratio",
                Type = AttributeProto.Types.AttributeType.Float,
                F = head.Tensors[node.Inputs[1]].Floats[0],
            });
            while (proto.Input.Count > 1)
            {
                proto.Input.RemoveAt(1);
            }
        }

        for (var i = 0; i < proto.Input.Count; i++)
        {
            proto.Input[i] = rename(proto.Input[i]);
        }

        for (var i = 0; i < proto.Output.Count; i++)
        {
            proto.Output[i] = rename(proto.Output[i]);
        }

        return new NetworkNode(proto);
    }

    private static void CheckEnds(Network body, Network head)
    {
        if (body.Outputs.Count != 1 || head.Inputs.Count != 1 || head.Outputs.Count != 1)
        {
            throw new DeepLearningException(
                $"A head with one input and one output can be put behind a network with one output; '{head.Name}' has "
                + $"{head.Inputs.Count} inputs and {head.Outputs.Count} outputs, '{body.Name}' has {body.Outputs.Count} outputs. "
                + "Choose one with Network.WithOutputs or Network.CutAt.");
        }
    }

    private static void CheckShape(Network body, IReadOnlyList<long> given, Network head)
    {
        var wanted = head.Inputs[0].Shape;
        if (given.Count != wanted.Count || given.Skip(1).Where((d, i) => wanted[i + 1] is { } w && w != d).Any())
        {
            throw new ShapeException(
                head.Inputs[0].Name,
                $"the head takes [{string.Join(", ", wanted.Select(d => d is { } known ? $"{known}" : "N"))}], but '{body.Outputs[0].Name}' "
                + $"of network '{body.Name}' has shape {ShapeText.FormatBatched([.. given])}.");
        }
    }

    private static bool LacksDropoutInput(Network body, Network head, NetworkNode node) =>
        node.OpType == "Dropout" && head.OpsetVersion < DropoutInputOpset && body.OpsetVersion >= DropoutInputOpset;

    private static void CheckOperator(Network body, Network head, NetworkNode node)
    {
        if (body.OpsetVersion == head.OpsetVersion && node.Domain.Length == 0)
        {
            return;
        }

        // Softmax over the last of two axes, and batch normalization with one output, never changed either.
        var same = (_unchanged.Contains(node.OpType) && !LacksDropoutInput(body, head, node))
            || (node.OpType is "Softmax" or "LogSoftmax" && node.GetInt("axis", -1) is 1)
            || (node.OpType is "BatchNormalization" && node.Outputs.Count == 1);
        if (!same || node.Domain.Length > 0 || body.OpsetVersion < OldestOpset || head.OpsetVersion < OldestOpset)
        {
            throw new DeepLearningException(
                $"Network '{body.Name}' is written in operator set {body.OpsetVersion} and its head '{head.Name}' in "
                + $"{head.OpsetVersion}, where {node} may mean something else. Convert one of the files to the other's operator set.");
        }
    }
}
