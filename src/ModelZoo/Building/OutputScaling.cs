using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>
/// Arithmetic at the end of a network, in front of its final softmax or sigmoid if it has one: it brings a regression into
/// the unit of its label, or evens out logits by a temperature. Nodes of the graph, so that every runtime computes it.
/// </summary>
internal static class OutputScaling
{
    private const string ScaleName = "output_scale";
    private const string ShiftName = "output_shift";

    // Below this, every initializer must also be listed as an input.
    private const long FreeInitializers = 4;

    /// <summary>Multiplies the outputs by factors and adds numbers; what scaled them before is replaced.</summary>
    /// <param name="network">A network with one output.</param>
    /// <param name="scale">One factor, or one for each output.</param>
    /// <param name="shift">As many numbers to add; null for none.</param>
    public static Network Insert(Network network, float[] scale, float[]? shift)
    {
        network = Remove(network);
        (NetworkNode? activation, string value) = End(network);
        HashSet<string> taken = [.. network.Nodes.SelectMany(n => n.Inputs.Concat(n.Outputs).Append(n.Name)), .. network.Tensors.Keys];
        int rank = network.InferTypicalShapes()[value].Count;

        // The value keeps its name for what comes after the scaling; before that it has another one.
        string raw = UniqueName.Find($"{value}.raw", taken);
        taken.Add(raw);
        List<NetworkNode> added = [];
        List<NetworkTensor> tensors = [];
        string before = raw;
        Add("Mul", ScaleName, scale, isLast: shift is null);
        if (shift is not null)
        {
            Add("Add", ShiftName, shift, isLast: true);
        }

        return network.Edit(parts =>
        {
            List<NetworkNode> nodes = [.. parts.Nodes.Where(n => n != activation).Select(n => Network.Rename(n, value, raw)), .. added];
            if (activation is not null)
            {
                nodes.Add(activation);
            }

            // Training leaves them as they are.
            ModelProto model = parts.Model.Clone();
            model.IrVersion = Math.Max(model.IrVersion, FreeInitializers);
            var frozen = model.MetadataProps.FirstOrDefault(p => p.Key == MetadataKeys.Frozen);
            IEnumerable<string> names = frozen is null ? [] : MetadataJson.ReadStrings(MetadataKeys.Frozen, frozen.Value);
            if (frozen is null)
            {
                model.MetadataProps.Add(frozen = new StringStringEntryProto { Key = MetadataKeys.Frozen });
            }

            frozen.Value = MetadataJson.WriteStrings([.. names.Union(tensors.Select(t => t.Name))]);
            return parts with { Model = model, Nodes = nodes, Tensors = [.. parts.Tensors, .. tensors] };
        });

        void Add(string opType, string name, float[] values, bool isLast)
        {
            string node = UniqueName.Find(name, taken), tensor = UniqueName.Find($"{name}.value", taken);
            string after = isLast ? value : UniqueName.Find($"{value}.scaled", taken);
            taken.UnionWith([node, tensor, after]);
            long[] shape = [values.Length, .. Enumerable.Repeat(1L, Math.Max(0, rank - 2))];
            tensors.Add(NetworkTensor.Create(tensor, values, shape));
            added.Add(new NetworkNode(new NodeProto { Name = node, OpType = opType, Input = { before, tensor }, Output = { after } }));
            before = after;
        }
    }

    /// <summary>The factors and the numbers that are added; null when nothing scales the output.</summary>
    public static (float[] Scale, float[]? Shift)? Find(Network network)
    {
        (NetworkNode? shift, NetworkNode? scale, _) = Nodes(network);
        return scale is null ? null : (Values(network, scale), shift is null ? null : Values(network, shift));
    }

    /// <summary>The network without what scales its output.</summary>
    public static Network Remove(Network network)
    {
        (NetworkNode? shift, NetworkNode? scale, string value) = Nodes(network);
        if (scale is null)
        {
            return network;
        }

        string raw = scale.Inputs[0];
        string[] gone = [scale.Inputs[1], .. shift is null ? [] : new[] { shift.Inputs[1] }];
        return network.Edit(parts =>
        {
            ModelProto model = parts.Model.Clone();
            if (model.MetadataProps.FirstOrDefault(p => p.Key == MetadataKeys.Frozen) is { } frozen)
            {
                string[] names = [.. MetadataJson.ReadStrings(MetadataKeys.Frozen, frozen.Value).Except(gone)];
                frozen.Value = MetadataJson.WriteStrings(names);
                if (names.Length == 0)
                {
                    model.MetadataProps.Remove(frozen);
                }
            }

            return parts with
            {
                Model = model,
                Nodes = [.. parts.Nodes.Where(n => n != scale && n != shift).Select(n => Network.Rename(n, raw, value))],
                Tensors = [.. parts.Tensors.Where(t => !gone.Contains(t.Name))],
            };
        });
    }

    /// <summary>Whether a node scales the output.</summary>
    public static bool IsPart(NetworkNode node) => Is(node, "Mul", ScaleName) || Is(node, "Add", ShiftName);

    private static float[] Values(Network network, NetworkNode node) => network.Tensors[node.Inputs[1]].Floats.ToArray();

    private static (NetworkNode? Shift, NetworkNode? Scale, string Value) Nodes(Network network)
    {
        (_, string value) = End(network);
        NetworkNode? last = Maker(network, value);
        NetworkNode? shift = Is(last, "Add", ShiftName) ? last : null;
        NetworkNode? scale = shift is null ? last : Maker(network, shift.Inputs[0]);
        return Is(scale, "Mul", ScaleName) ? (shift, scale, value) : (null, null, value);
    }

    // A head that became part of a larger graph has a prefix.
    private static bool Is(NetworkNode? node, string opType, string name) =>
        node?.OpType == opType && node.Inputs.Count == 2 && node.Name.Split('.')[^1].StartsWith(name, StringComparison.Ordinal);

    private static NetworkNode? Maker(Network network, string value) => network.Nodes.FirstOrDefault(n => n.Outputs.Contains(value));

    /// <summary>The final softmax or sigmoid, and the value in front of it.</summary>
    private static (NetworkNode? Activation, string Value) End(Network network)
    {
        NetworkNode? last = Maker(network, network.Outputs[0].Name);
        return last?.OpType is "Softmax" or "Sigmoid" ? (last, last.Inputs[0]) : (null, network.Outputs[0].Name);
    }
}
