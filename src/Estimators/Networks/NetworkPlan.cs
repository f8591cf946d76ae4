using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks;

/// <summary>A graph compiled once into a list of steps over numbered slots; running it looks nothing up by name.</summary>
internal sealed class NetworkPlan : IDisposable
{
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly List<(int Slot, Tensor Value)> _constants = [];

    public NetworkPlan(Network network, bool allOutputs, bool stripOutputActivation, Device device, string? kept = null)
    {
        (List<PlanNode> nodes, string[] outputNames) = GraphRewriter.Rewrite(network, allOutputs, stripOutputActivation, kept);
        Dictionary<string, NetworkTensor> constants = ConstantValues(nodes);
        NetworkTensor? Constant(string name) =>
            constants.TryGetValue(name, out NetworkTensor? value) || network.Tensors.TryGetValue(name, out value) ? value : null;

        OutputSlots = [.. outputNames.Select(SlotOf)];
        var uses = new ValueUses(nodes);
        var operations = new List<(PlanNode Node, Operation Run)>();
        foreach (PlanNode node in nodes)
        {
            OperatorEntry entry = OperatorTable.Instance.Find(node.Node, network.OpsetOf(node.Node.Domain));
            int[] inputs = [.. node.Inputs.Select(SlotOf)], outputs = [.. node.Outputs.Select(SlotOf)];
            bool inPlace = node.Node.OpType == "Relu" && GraphRewriter.MayOverwriteInput(uses, node, outputNames);
            var context = new NodeContext(node.Node, inputs, outputs, Constant, inPlace);
            operations.Add((node, entry.Compile(context)));
            context.RefuseTheRest();
        }

        KeepConstants(network, nodes.SelectMany(n => n.Inputs).Concat(outputNames), constants, device);
        Steps = Schedule(operations);
        UsesDropout = nodes.Any(n => n.Node.OpType == "Dropout");
    }

    public IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>The slots of the results: the first output, or all of them.</summary>
    public int[] OutputSlots { get; }

    /// <summary>Whether a training pass draws random numbers.</summary>
    public bool UsesDropout { get; }

    public int SlotCount => _slots.Count;

    /// <summary>Whether a slot holds a constant, which outlives a pass.</summary>
    public bool IsConstant(int slot) => _constants.Exists(c => c.Slot == slot);

    /// <summary>The slot of a value, or -1 when the plan does not use it.</summary>
    public int FindSlot(string name) => _slots.GetValueOrDefault(name, -1);

    /// <summary>A frame with the constants in place.</summary>
    public Frame NewFrame(Generator random)
    {
        var frame = new Frame(SlotCount) { Random = random, Device = random.device };
        foreach ((int slot, Tensor value) in _constants)
        {
            frame[slot] = value;
        }

        return frame;
    }

    public void Dispose()
    {
        foreach ((_, Tensor value) in _constants)
        {
            value.Dispose();
        }

        _constants.Clear();
    }

    private static Dictionary<string, NetworkTensor> ConstantValues(List<PlanNode> nodes)
    {
        var values = new Dictionary<string, NetworkTensor>(StringComparer.Ordinal);
        foreach (PlanNode node in nodes.Where(n => n.Node.OpType == "Constant"))
        {
            values[node.Outputs[0]] = ConstantValue.Of(node.Node)
                ?? throw new UnsupportedOperatorException(node.Node.Name, "Constant", "text and sparse values are not supported.");
        }

        return values;
    }

    private int SlotOf(string name)
    {
        if (name.Length == 0)
        {
            return -1;
        }

        if (!_slots.TryGetValue(name, out int slot))
        {
            _slots[name] = slot = _slots.Count;
        }

        return slot;
    }

    private void KeepConstants(
        Network network, IEnumerable<string> names, Dictionary<string, NetworkTensor> constants, Device device)
    {
        HashSet<string> learned = [.. network.Parameters.Select(p => p.Name), .. network.Buffers];
        foreach (string name in names.Distinct().Where(n => n.Length > 0 && !learned.Contains(n)))
        {
            if (!constants.TryGetValue(name, out NetworkTensor? source) && !network.Tensors.TryGetValue(name, out source))
            {
                continue;
            }

            Tensor host = TensorData.ToTorch(source);
            if (SinglePrecision.IsHalf(source.ElementType))
            {
                using Tensor half = host;
                host = half.to_type(ScalarType.Float32);
            }

            Tensor value = host;
            if (host.is_floating_point() && device.type != TorchSharp.DeviceType.CPU)
            {
                using (host)
                {
                    value = host.to(device);
                }
            }

            _constants.Add((_slots[name], value.DetachFromDisposeScope()));
        }
    }

    private PlanStep[] Schedule(List<(PlanNode Node, Operation Run)> operations)
    {
        HashSet<int> written = [.. operations.SelectMany(o => o.Node.Outputs).Where(n => n.Length > 0).Select(n => _slots[n])];
        written.ExceptWith(OutputSlots);
        written.ExceptWith(_constants.Select(c => c.Slot));
        var steps = new PlanStep[operations.Count];
        for (int i = steps.Length - 1; i >= 0; i--)
        {
            (PlanNode node, Operation run) = operations[i];
            var finished = new List<int>();
            foreach (string name in node.Inputs.Concat(node.Outputs).Where(n => n.Length > 0).Distinct())
            {
                if (written.Remove(_slots[name]))
                {
                    finished.Add(_slots[name]);
                }
            }

            steps[i] = new PlanStep(node.Node.Name, node.Node.OpType, run, [.. finished]);
        }

        return steps;
    }
}

/// <summary>A node with the value names that it reads and writes in the plan, which may differ from the graph's.</summary>
internal sealed record PlanNode(NetworkNode Node, string[] Inputs, string[] Outputs)
{
    public static PlanNode Of(NetworkNode node) => new(node, [.. node.Inputs], [.. node.Outputs]);
}

/// <summary>One step of a plan: what to run and which slots nobody reads afterwards.</summary>
/// <param name="Node">Name of the node, for error messages.</param>
/// <param name="OpType">Its ONNX operator, for error messages.</param>
/// <param name="Run">The compiled node.</param>
/// <param name="Finished">Slots whose tensors can be released after this step.</param>
internal readonly record struct PlanStep(string Node, string OpType, Operation Run, int[] Finished);
