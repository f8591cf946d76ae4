using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>
/// Makes a fixed batch free. It is a proof, not a guess: from the input on, every value must have the batch as axis 0, and
/// every operator must make row i of its output from row i of its inputs alone. Reshapes to a fixed batch are rewritten.
/// </summary>
internal static class BatchFreeing
{
    // Below this, a 0 in the shape of a Reshape does not yet stand for "as in the input".
    private const int ZeroCopies = 5;

    // Below this, operands of other shapes are not broadcast by themselves.
    private const int FreeBroadcasting = 7;

    // They look at nothing but the row: elements, channels, windows.
    private static readonly HashSet<string> _byRow =
    [
        "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "Gelu", "Mish", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus",
        "Softsign", "ThresholdedRelu", "Abs", "Ceil", "Erf", "Exp", "Floor", "Log", "Neg", "Not", "Reciprocal", "Round", "Sign",
        "Sin", "Cos", "Sqrt", "Identity", "Cast", "Clip", "Dropout", "Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool",
        "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "InstanceNormalization", "GroupNormalization", "LRN", "DepthToSpace", "SpaceToDepth",
    ];

    private static readonly HashSet<string> _broadcasting =
    [
        "Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Sum", "Mean", "PRelu", "Equal", "Greater", "GreaterOrEqual", "Less",
        "LessOrEqual", "And", "Or", "Xor", "Where",
    ];

    private static readonly HashSet<string> _byAxis =
        ["Softmax", "LogSoftmax", "Hardmax", "LayerNormalization", "RMSNormalization", "LpNormalization", "Split", "ArgMax", "ArgMin", "Gather"];

    /// <summary>The network with a free batch, or what stands against it.</summary>
    public static (Network? Free, string? Obstacle) Try(Network network)
    {
        if (network.Inputs is not [{ Shape: [long batch, ..] }, ..] || network.Inputs.Any(i => i.Shape is not [long same, ..] || same != batch))
        {
            return (null, $"it has the inputs {InvariantText.Join(", ", network.Inputs)}, not all with one fixed batch");
        }

        // With a fixed batch, all that is computed from shapes is constant.
        network = GraphFolding.Fold(network);
        IReadOnlyDictionary<string, IReadOnlyList<long>> shapes;
        try
        {
            shapes = network.InferTypicalShapes();
        }
        catch (ShapeException error)
        {
            return (null, error.Message);
        }

        var proof = new Proof(network, shapes, batch);
        List<NetworkNode> nodes = [];
        foreach (var node in network.Nodes)
        {
            if (!node.Inputs.Any(proof.Rows.Contains))
            {
                nodes.Add(node);
                continue;
            }

            var changed = proof.Change(node);
            if (changed is null || node.Outputs.Any(o => o.Length > 0 && (shapes[o].Count == 0 || shapes[o][0] != batch)))
            {
                return (null, $"{node} may mix the rows of a batch");
            }

            nodes.Add(changed);
            proof.Rows.UnionWith(node.Outputs.Where(o => o.Length > 0));
        }

        return network.Outputs.FirstOrDefault(o => !proof.Rows.Contains(o.Name)) is { } constant
            ? (null, $"its output '{constant.Name}' does not depend on its input")
            : (network.Edit(parts => Open(parts, nodes, proof)), null);
    }

    private static ModelParts Open(ModelParts parts, List<NetworkNode> nodes, Proof proof)
    {
        var graph = parts.Graph.Clone();
        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo).Where(v => proof.Rows.Contains(v.Name)))
        {
            if (value.Type?.TensorType?.Shape is { Dim.Count: > 0 } shape)
            {
                shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = ValueInfos.BatchSymbol };
            }
        }

        return Pruning.Prune(parts with { Graph = graph, Nodes = nodes, Tensors = [.. parts.Tensors, .. proof.Added] });
    }

    private sealed class Proof(Network network, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes, long batch)
    {
        /// <summary>The values that have the batch as axis 0.</summary>
        public HashSet<string> Rows { get; } = [.. network.Inputs.Select(i => i.Name)];

        /// <summary>Shapes for rewritten nodes.</summary>
        public List<NetworkTensor> Added { get; } = [];

        /// <summary>The node, rewritten where it names the batch; null when it may mix rows.</summary>
        public NetworkNode? Change(NetworkNode node)
        {
            var type = node.Domain.Length > 0 ? "" : node.OpType;
            if (type is "Reshape" or "Expand")
            {
                return !OnlyFirst(node) ? null : type == "Reshape" ? Reshape(node) : Expand(node);
            }

            var good = type switch
            {
                "BatchNormalization" => OnlyFirst(node) && node.GetInt("training_mode", 0) == 0,
                "Concat" => node.Inputs.All(Rows.Contains) && Axis(node, node.GetInt("axis", 1)) != 0,
                "Flatten" => Axis(node, node.GetInt("axis", 1)) == 1,
                "Gemm" => OnlyFirst(node) && node.GetInt("transA", 0) == 0 && (node.Inputs.Count < 3 || Broadcasts(node.Inputs[2], 2)),
                "MatMul" => MatMul(node),
                "Transpose" => node.GetInts("perm") is [0, ..],
                "Squeeze" or "Unsqueeze" or "ReduceMean" or "ReduceSum" or "ReduceMax" or "ReduceMin" or "ReduceProd" or "ReduceL1"
                    or "ReduceL2" or "ReduceSumSquare" or "ReduceLogSum" or "ReduceLogSumExp" or "MeanVarianceNormalization" =>
                    OnlyFirst(node) && Axes(node, "axes", 1) is { Count: > 0 } axes && axes.All(a => Axis(node, a) != 0),
                "Slice" => OnlyFirst(node) && KeepsRows(node),
                "Tile" => OnlyFirst(node) && Axes(node, "repeats", 1) is [1, ..],
                "Gather" when !Rows.Contains(node.Inputs[0]) => Axis(node, node.GetInt("axis", 0)) == 0,
                "Pad" => OnlyFirst(node) && node.Inputs.Count < 4 && Axes(node, "pads", 1) is { Count: > 0 } pads
                    && pads[0] == 0 && pads[pads.Count / 2] == 0,
                "Resize" or "Upsample" => OnlyFirst(node) && Scales(node) is { Count: > 0 } scales && scales[0] == 1,
                _ when _byAxis.Contains(type) => OnlyFirst(node) && Axis(node, node.GetInt("axis", DefaultAxis(type))) != 0,
                _ when _broadcasting.Contains(type) => node.Inputs.All(i => Rows.Contains(i)
                    ? shapes[i].Count == shapes[node.Outputs[0]].Count : Broadcasts(i, shapes[node.Outputs[0]].Count)),
                _ => _byRow.Contains(type) && OnlyFirst(node),
            };
            return good ? node : null;
        }

        private long DefaultAxis(string type) => type switch
        {
            "Softmax" or "LogSoftmax" or "Hardmax" when network.OpsetVersion < 13 => 1,
            "Split" or "Gather" or "ArgMax" or "ArgMin" => 0,
            _ => -1,
        };

        private bool OnlyFirst(NetworkNode node) => Rows.Contains(node.Inputs[0]) && !node.Inputs.Skip(1).Any(Rows.Contains);

        // An axis from the end counts the axes of the input; those of Unsqueeze count its output's.
        private long Axis(NetworkNode node, long axis) => axis >= 0 ? axis
            : axis + shapes[node.OpType == "Unsqueeze" ? node.Outputs[0] : node.Inputs[0]].Count;

        private bool Broadcasts(string constant, int rank) => constant.Length == 0 || shapes[constant].Count < rank
            || (shapes[constant].Count == rank && shapes[constant][0] == 1 && network.OpsetVersion >= FreeBroadcasting);

        private bool MatMul(NetworkNode node)
        {
            var (left, right) = (node.Inputs[0], node.Inputs[1]);
            var (leftRank, rightRank) = (shapes[left].Count, shapes[right].Count);
            return (Rows.Contains(left), Rows.Contains(right)) switch
            {
                (true, true) => leftRank >= 3 && leftRank == rightRank,
                (true, false) => leftRank >= 2 && (rightRank <= 2 || rightRank < leftRank),
                _ => rightRank >= 3 && leftRank < rightRank,
            };
        }

        // Exporters write x[:, 1:] as two slices, of which the first takes all rows.
        private bool KeepsRows(NetworkNode node)
        {
            if (Axes(node, "starts", 1) is not { Count: > 0 } starts || Axes(node, "ends", 2) is not { } ends || ends.Count != starts.Count)
            {
                return false;
            }

            var isGiven = node.Has("axes") || (node.Inputs.Count > 3 && node.Inputs[3].Length > 0);
            var axes = isGiven ? Axes(node, "axes", 3) : [.. Enumerable.Range(0, starts.Count).Select(i => (long)i)];
            var steps = node.Inputs.Count > 4 && node.Inputs[4].Length > 0 ? Axes(node, "steps", 4) : null;
            return axes?.Count == starts.Count && (steps is not null || node.Inputs.Count < 5 || node.Inputs[4].Length == 0)
                && Enumerable.Range(0, axes.Count).All(i => Axis(node, axes[i]) != 0
                    || (starts[i] == 0 && ends[i] >= int.MaxValue && (steps is null || (i < steps.Count && steps[i] == 1))));
        }

        private NetworkNode? Expand(NetworkNode node)
        {
            var (from, to) = (shapes[node.Inputs[0]], shapes[node.Outputs[0]]);
            if (from.Count != to.Count || Axes(node, "shape", 1) is not { } target)
            {
                return null;
            }

            if (target.Count < to.Count || target[0] == 1)
            {
                return node;
            }

            // Broadcast against 1, the rows stay as many as they are.
            return target[0] == batch ? WithShape(node, [1, .. target.Skip(1)]) : null;
        }

        private NetworkNode? Reshape(NetworkNode node)
        {
            if (Axes(node, "shape", 1) is not { Count: > 0 } target || network.OpsetVersion < ZeroCopies
                || (node.GetInt("allowzero", 0) != 0 && target.Contains(0)))
            {
                return null;
            }

            if (target[0] is 0 or -1)
            {
                return node;
            }

            if (target[0] != batch || node.Inputs.Count < 2 || node.GetInt("allowzero", 0) != 0)
            {
                return null;
            }

            return WithShape(node, [0, .. target.Skip(1)]);
        }

        private NetworkNode WithShape(NetworkNode node, long[] shape)
        {
            HashSet<string> taken = [.. network.Tensors.Keys, .. shapes.Keys, .. Added.Select(t => t.Name)];
            var name = UniqueName.Find($"{node.Name}.shape", taken);
            Added.Add(NetworkTensor.Create(name, shape, shape.Length));
            var proto = node.Proto.Clone();
            proto.Name = node.Name;
            proto.Input[1] = name;
            return new NetworkNode(proto);
        }

        // Integers that are an attribute in older operator sets and a constant input in newer ones.
        private IReadOnlyList<long>? Axes(NetworkNode node, string attribute, int input)
        {
            if (node.Has(attribute))
            {
                return node.GetInts(attribute);
            }

            return Constant(node, input) is { ElementType: TensorElementType.Int64 } tensor ? [.. tensor.Int64s] : null;
        }

        private IReadOnlyList<float>? Scales(NetworkNode node)
        {
            if (node.Has("scales"))
            {
                return node.GetFloats("scales");
            }

            return Constant(node, node.OpType == "Resize" && network.OpsetVersion >= 11 ? 2 : 1) is { ElementType: TensorElementType.Float } tensor
                ? [.. tensor.Floats] : null;
        }

        private NetworkTensor? Constant(NetworkNode node, int input)
        {
            var name = input < node.Inputs.Count ? node.Inputs[input] : "";
            return network.Tensors.GetValueOrDefault(name);
        }
    }
}
