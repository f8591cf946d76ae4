using System.Runtime.InteropServices;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>An ONNX graph that is put together of nodes and of whole networks, all in one operator set.</summary>
/// <param name="opset">The version of ONNX's operator set.</param>
internal sealed class ExportGraph(int opset)
{
    private const int MlOpset = 2;

    private readonly List<NetworkNode> _nodes = [];
    private readonly List<NetworkTensor> _tensors = [];
    private readonly List<ValueInfoProto> _inputs = [];
    private readonly List<ValueInfoProto> _outputs = [];
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<string, long> _domains = new() { [""] = opset };
    private long _irVersion = opset switch { < 19 => 8, < 21 => 9, _ => 10 };

    /// <summary>The version of ONNX's operator set.</summary>
    public int Opset => opset;

    /// <summary>Writes a network in another operator set, under other names, for another batch.</summary>
    /// <param name="network">The network.</param>
    /// <param name="opset">The operator set.</param>
    /// <param name="name">The name that an input or output gets.</param>
    /// <param name="batch">The number of rows, where the network takes any; null leaves it so.</param>
    /// <param name="description">The file's doc string.</param>
    public static Network Rewrite(Network network, int opset, Func<string, string> name, int? batch = null, string? description = null)
    {
        var graph = new ExportGraph(opset);
        foreach (NetworkValue value in network.Inputs.Concat(network.Outputs))
            graph.Reserve(name(value.Name));
        string[] outputs = graph.Inline(network, [.. network.Inputs.Select(input => graph.Input(name(input.Name), input.ElementType, Shape(input)))]);
        for (int i = 0; i < outputs.Length; i++)
            graph.Output(outputs[i], name(network.Outputs[i].Name), network.Outputs[i].ElementType, Shape(network.Outputs[i]));
        return new Network(graph.Finish(network.Name, description, network.Metadata));

        IReadOnlyList<long?> Shape(NetworkValue value) => [value.Shape[0] ?? batch, .. value.Shape.Skip(1)];
    }

    /// <summary>Keeps a name for an input or output, so that nothing inside takes it.</summary>
    public bool Reserve(string name) => _taken.Add(name);

    /// <summary>Adds an input under a name that was kept for it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="dimensions">All its dimensions; null for an open one.</param>
    public string Input(string name, TensorElementType type, IReadOnlyList<long?> dimensions)
    {
        _inputs.Add(Describe(name, type, dimensions));
        return name;
    }

    /// <summary>Makes a value an output under a name that was kept for it.</summary>
    public void Output(string value, string name, TensorElementType type, IReadOnlyList<long?> dimensions)
    {
        _nodes.Add(new NetworkNode(NodeOf("Identity", name, [value], [name])));
        _outputs.Add(Describe(name, type, dimensions));
    }

    /// <summary>Adds a node of one output and gives its value.</summary>
    public string Add(string opType, IReadOnlyList<string> inputs, Action<NodeProto>? edit = null, string domain = "")
    {
        string value = Unique(opType.ToLowerInvariant());
        NodeProto node = NodeOf(opType, value, inputs, [value]);
        edit?.Invoke(node);
        if (domain.Length > 0)
        {
            node.Domain = domain;
            _domains.TryAdd(domain, MlOpset);
        }

        _nodes.Add(new NetworkNode(node));
        return value;
    }

    /// <summary>Adds a node of ONNX's operators for classical models.</summary>
    public string AddMl(string opType, IReadOnlyList<string> inputs, Action<NodeProto>? edit = null) => Add(opType, inputs, edit, "ai.onnx.ml");

    public string Constant(ReadOnlySpan<float> values, params long[] shape) => Constant(MemoryMarshal.AsBytes(values), TensorElementType.Float, shape);

    public string Constant(ReadOnlySpan<double> values, params long[] shape) => Constant(MemoryMarshal.AsBytes(values), TensorElementType.Double, shape);

    public string Constant(ReadOnlySpan<long> values, params long[] shape) => Constant(MemoryMarshal.AsBytes(values), TensorElementType.Int64, shape);

    /// <summary>A list of whole numbers.</summary>
    public string List(params ReadOnlySpan<long> values) => Constant(values, values.Length);

    /// <summary>A single number.</summary>
    public string Number(float value) => Constant([value]);

    public string Cast(string value, TensorElementType to) => Add("Cast", [value], node => node.With("to", (long)to));

    /// <summary>Gives every row dimensions; the batch stays what it is.</summary>
    public string Shape(string value, IEnumerable<long> dimensions) => Add("Reshape", [value, List([-1, .. dimensions])]);

    /// <summary>Adds all nodes of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">The values that its inputs become.</param>
    /// <returns>The values of its outputs.</returns>
    public string[] Inline(Network network, IReadOnlyList<string> inputs) => Inline(
        network.Parts, network.OpsetVersion, [.. network.Inputs.Select(input => input.Name)], inputs, network.Outputs.Select(output => output.Name));

    /// <summary>Adds all nodes of a graph in another operator set.</summary>
    public string[] Inline(
        ModelParts parts, int from, IReadOnlyList<string> inputNames, IReadOnlyList<string> inputs, IEnumerable<string> outputNames)
    {
        _irVersion = Math.Max(_irVersion, parts.Model.IrVersion);
        foreach (OperatorSetIdProto imported in parts.Model.OpsetImport.Where(imported => imported.Domain is not ("" or "ai.onnx")))
        {
            if (_domains.TryGetValue(imported.Domain, out long present) && present != imported.Version)
            {
                throw new DeepLearningException(
                    $"Two parts of the model use operators of '{imported.Domain}' in the versions {present} and {imported.Version}; one file cannot hold both.");
            }

            _domains[imported.Domain] = imported.Version;
        }

        var names = new Dictionary<string, string> { [""] = "" };
        for (int i = 0; i < inputs.Count; i++)
            names[inputNames[i]] = inputs[i];
        foreach (NetworkTensor tensor in parts.Tensors)
        {
            names[tensor.Name] = Unique(tensor.Name);
            _tensors.Add(tensor.Rename(names[tensor.Name]));
        }

        foreach (NetworkNode node in parts.Nodes)
        {
            NodeProto proto = node.Proto.Clone();
            proto.Name = Unique(node.Name);
            for (int i = 0; i < proto.Output.Count; i++)
            {
                if (proto.Output[i].Length > 0)
                    names[proto.Output[i]] = proto.Output[i] == node.Name ? proto.Name : Unique(proto.Output[i]);
                proto.Output[i] = names[proto.Output[i]];
            }

            for (int i = 0; i < proto.Input.Count; i++)
                proto.Input[i] = names[proto.Input[i]];
            _nodes.Add(new NetworkNode(OpsetLift.Lift(proto, from, this)));
        }

        return [.. outputNames.Select(name => names[name])];
    }

    /// <summary>The finished model, without what no output needs.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="description">The file's doc string; null for none.</param>
    /// <param name="metadata">The entries of the metadata.</param>
    public ModelParts Finish(string name, string? description, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var model = new ModelProto
        {
            IrVersion = _irVersion,
            ProducerName = "MlNetDeep",
            OpsetImport = { _domains.Select(domain => new OperatorSetIdProto { Domain = domain.Key, Version = domain.Value }) },
            MetadataProps = { metadata.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }) },
        };
        if (description is not null)
            model.DocString = description;
        var graph = new GraphProto { Name = name, Input = { _inputs }, Output = { _outputs } };
        return ModelValidator.Check(Pruning.Prune(new ModelParts(model, graph, _nodes, _tensors)));
    }

    private static NodeProto NodeOf(string opType, string name, IEnumerable<string> inputs, IEnumerable<string> outputs) =>
        new() { OpType = opType, Name = name, Input = { inputs }, Output = { outputs } };

    private static ValueInfoProto Describe(string name, TensorElementType type, IReadOnlyList<long?> dimensions)
    {
        var shape = new TensorShapeProto();
        for (int i = 0; i < dimensions.Count; i++)
        {
            shape.Dim.Add(dimensions[i] is { } size ? new TensorShapeProto.Types.Dimension { DimValue = size }
                : new TensorShapeProto.Types.Dimension { DimParam = i == 0 ? ValueInfos.BatchSymbol : i == 1 ? "H" : "W" });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }

    private string Constant(ReadOnlySpan<byte> bytes, TensorElementType type, long[] shape)
    {
        string name = Unique("constant");
        _tensors.Add(new NetworkTensor(name, type, shape, bytes.ToArray()));
        return name;
    }

    private string Unique(string wanted)
    {
        string name = UniqueName.Find(wanted, _taken);
        _taken.Add(name);
        return name;
    }
}
