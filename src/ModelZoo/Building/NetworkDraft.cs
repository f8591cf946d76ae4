using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>What the builders of one network share: nodes, tensors to be made, shapes (of a batch of one) and names.</summary>
internal sealed class NetworkDraft
{
    public const int Opset = 13;

    // The first one with layer normalization. What else is built means the same in both.
    public const int NewestOpset = 17;

    public const int IrVersion = 8;
    public const string InputName = "input";
    public const string OutputName = "output";

    private readonly List<NodeProto> _nodes = [];
    private readonly Dictionary<string, TensorDraft> _tensors = [];
    private readonly Dictionary<string, ValueShape> _values = [];
    private readonly Dictionary<string, int> _counters = [];
    private readonly HashSet<string> _layers = [];

    public NetworkDraft(long[] inputShape)
    {
        _values.Add(InputName, new ValueShape(inputShape));
    }

    public long[] ShapeOf(string value) => _values[value].Dims;

    /// <summary>The name that a layer gets: the wished one, or the kind and a number.</summary>
    public string NameLayer(string? wished, string kind)
    {
        if (wished is not null)
        {
            if (wished.Length == 0)
            {
                throw new ArgumentException($"The name of a {kind} layer must not be empty.", nameof(wished));
            }

            return _layers.Add(wished)
                ? wished
                : throw new ArgumentException($"Two layers are named '{wished}'; layer names must differ.", nameof(wished));
        }

        string name;
        do
        {
            var number = _counters[kind] = _counters.GetValueOrDefault(kind) + 1;
            name = $"{kind}{number}";
        }
        while (!_layers.Add(name));
        return name;
    }

    /// <summary>Adds a layer of one node and gives the name of its value.</summary>
    public string Add(string layer, NodeProto node, IEnumerable<string> inputs, params IReadOnlyList<TensorDraft> tensors)
    {
        // The two names of the network's ends are taken.
        var value = layer is InputName or OutputName ? $"{layer}_value" : layer;
        node.Name = layer;
        node.Input.AddRange(inputs);
        node.Input.AddRange(tensors.Select(t => t.Name));
        node.Output.Add(value);
        var known = tensors.ToDictionary(t => t.Name, t => t.Describe());
        var outputs = ShapeInference.Infer(
            new NetworkNode(node), [.. node.Input.Select(n => known.GetValueOrDefault(n) ?? _values[n])], NewestOpset);
        foreach (var tensor in tensors)
        {
            _tensors.Add(tensor.Name, tensor);
        }

        _values[value] = outputs[0]!;
        _nodes.Add(node);
        return value;
    }

    public Network Build(
        string output, int seed, string name, params IReadOnlyList<(string Name, string Value)> others)
    {
        var renamed = others.Append((Name: OutputName, Value: output)).ToDictionary(o => o.Value, o => o.Name);
        var needed = renamed.Keys.ToHashSet();
        var nodes = new List<NodeProto>();
        foreach (var node in Enumerable.Reverse(_nodes).Where(n => needed.Contains(n.Output[0])))
        {
            needed.UnionWith(node.Input);
            nodes.Add(node.Clone());
        }

        if (nodes.Count == 0)
        {
            throw new InvalidOperationException("The network has no layers; add one before Build.");
        }

        nodes.Reverse();
        foreach (var node in nodes)
        {
            node.Output[0] = renamed.GetValueOrDefault(node.Output[0], node.Output[0]);
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = renamed.GetValueOrDefault(node.Input[i], node.Input[i]);
            }
        }

        var tensors = nodes.SelectMany(n => n.Input).Where(_tensors.ContainsKey).Distinct()
            .Select(n => _tensors[n].Create(seed)).ToList();
        var graph = new GraphProto
        {
            Name = name,
            Input = { Describe(InputName, ShapeOf(InputName)) },
            Output = { Describe(OutputName, ShapeOf(output)), others.Select(o => Describe(o.Name, ShapeOf(o.Value))) },
        };
        var opset = nodes.Any(n => n.OpType == "LayerNormalization") ? NewestOpset : Opset;
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "MlNetDeep",
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = opset } },
        };
        return new Network(new ModelParts(model, graph, [.. nodes.Select(n => new NetworkNode(n))], tensors) { HasNewWeights = true });
    }

    private static ValueInfoProto Describe(string name, long[] shape) =>
        ValueInfos.Create(name, shape, [2, .. shape[1..]]);
}
