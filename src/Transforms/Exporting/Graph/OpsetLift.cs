using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>
/// Rewrites nodes for a newer operator set, where what was an attribute became an input or a default changed. What else
/// differs between two versions, ONNX Runtime refuses or the comparison with the model finds.
/// </summary>
internal static class OpsetLift
{
    private static readonly HashSet<string> _reductions =
        ["ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSumSquare"];

    /// <summary>The node as the graph's operator set has it; it may be changed in place.</summary>
    /// <exception cref="DeepLearningException">It cannot be written there.</exception>
    public static NodeProto Lift(NodeProto node, int from, ExportGraph graph)
    {
        int to = graph.Opset;
        if (from == to || node.Domain is not ("" or "ai.onnx"))
            return node;
        if ((node.OpType == "Upsample" && Crosses(10)) || (node.OpType == "Resize" && Crosses(11)))
            throw Refused("resizes as operator sets before 11 do");
        switch (node.OpType)
        {
            case "Dropout" when Crosses(12):
                Remove("ratio");
                break;
            case "BatchNormalization" when Crosses(9):
                Remove("spatial");
                break;
            case "Clip" when Crosses(11):
                AddFloat("min", float.MinValue);
                AddFloat("max", float.MaxValue);
                break;
            case "Pad" when Crosses(11):
                AddList("pads");
                AddFloat("value", 0);
                break;
            case "Slice" when Crosses(10):
                AddList("starts");
                AddList("ends");
                AddList("axes");
                break;
            case "TopK" when Crosses(10):
                node.Input.Add(graph.List(Take("k")!.I));
                break;
            case "Squeeze" or "Unsqueeze" or "ReduceSum" when Crosses(13):
                AddList("axes");
                break;
            case "Split" when Crosses(13):
                AddList("split");
                break;
            case "Softmax" or "LogSoftmax" or "Hardmax" when Crosses(13):
                // All axes from this one on were one then.
                long axis = Take("axis")?.I ?? 1;
                string whole = node.Input[0], flat = graph.Add("Flatten", [whole], flatten => flatten.With("axis", axis));
                string scores = graph.Add(node.OpType, [flat], softmax => softmax.With("axis", 1L)), shape = graph.Add("Shape", [whole]);
                node.OpType = "Reshape";
                node.Input.Clear();
                node.Input.AddRange([scores, shape]);
                break;
            case "GroupNormalization" when Crosses(21):
                throw Refused("has other scales than version 21");
        }

        if (node.OpType == "Split" && Crosses(18) && node.Input.Count == 1)
            node.With("num_outputs", (long)node.Output.Count);
        if (_reductions.Contains(node.OpType) && Crosses(18))
            AddList("axes");
        return node;

        bool Crosses(int version) => from < version && to >= version;

        AttributeProto? Take(string name)
        {
            AttributeProto? attribute = node.Attribute.FirstOrDefault(attribute => attribute.Name == name);
            if (attribute is not null)
                node.Attribute.Remove(attribute);
            return attribute;
        }

        void Remove(string name) => Take(name);

        void AddList(string name)
        {
            if (Take(name) is { } list)
                node.Input.Add(graph.List([.. list.Ints]));
        }

        void AddFloat(string name, float otherwise) => node.Input.Add(graph.Number(Take(name)?.F ?? otherwise));

        DeepLearningException Refused(string what) => new(
            $"Node '{node.Name}' ({node.OpType}) is of operator set {from} and {what}; it cannot be written in operator set {to}. "
            + $"Export the network with a newer operator set, or ask for {nameof(OnnxExportOptions.Opset)} {from}.");
    }
}
