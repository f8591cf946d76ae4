namespace MlNetDeep;

/// <summary>
/// Finds out which initializers training may change: those of layers with weights, and every other float one that lies on
/// a differentiable path to an output, unless what it is used for says that it is no weight.
/// </summary>
internal sealed class ParameterFinder
{
    private const string Averages = "it averages: a matrix of equal shares that add up to 1";

    // Operator, index of the input, what the tensor there does.
    private static readonly Dictionary<string, (int Input, ParameterRole Role)[]> _roles = new()
    {
        ["Conv"] = [(1, ParameterRole.Weight), (2, ParameterRole.Bias)],
        ["ConvTranspose"] = [(1, ParameterRole.Weight), (2, ParameterRole.Bias)],
        ["Gemm"] = [(1, ParameterRole.Weight), (2, ParameterRole.Bias)],
        ["MatMul"] = [(1, ParameterRole.Weight)],
        ["BatchNormalization"] = [(1, ParameterRole.Scale), (2, ParameterRole.Shift)],
        ["InstanceNormalization"] = [(1, ParameterRole.Scale), (2, ParameterRole.Shift)],
        ["GroupNormalization"] = [(1, ParameterRole.Scale), (2, ParameterRole.Shift)],
        ["LayerNormalization"] = [(1, ParameterRole.Scale), (2, ParameterRole.Shift)],
        ["RMSNormalization"] = [(1, ParameterRole.Scale)],
        ["PRelu"] = [(1, ParameterRole.Scale)],
        ["Gather"] = [(0, ParameterRole.Weight)],
        ["LSTM"] = [(1, ParameterRole.Weight), (2, ParameterRole.Weight), (3, ParameterRole.Bias)],
        ["GRU"] = [(1, ParameterRole.Weight), (2, ParameterRole.Weight), (3, ParameterRole.Bias)],
        ["RNN"] = [(1, ParameterRole.Weight), (2, ParameterRole.Weight), (3, ParameterRole.Bias)],
    };

    // Some exporters put a view of a weight, rather than the weight, in front of the layer.
    private static readonly HashSet<string> _views = ["Identity", "Transpose", "Reshape", "Unsqueeze", "Squeeze", "Flatten", "Cast"];

    private static readonly HashSet<string> _quantized =
        ["DequantizeLinear", "QuantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger", "DynamicQuantizeLinear"];

    private readonly IReadOnlyList<NetworkNode> _nodes;
    private readonly IReadOnlyDictionary<string, NetworkTensor> _tensors;
    private readonly HashSet<string> _frozen;
    private readonly Dictionary<string, string> _viewed = [];
    private readonly Dictionary<string, NetworkNode> _makers = [];
    private readonly HashSet<string> _differentiable;
    private readonly List<NetworkParameter> _parameters = [];
    private readonly HashSet<string> _seen = [];
    private readonly OrderedDictionary<string, FrozenTensor> _excluded = [];
    private readonly OrderedDictionary<string, bool> _buffers = [];

    private ParameterFinder(
        IReadOnlyList<NetworkNode> nodes, IReadOnlyDictionary<string, NetworkTensor> tensors, IEnumerable<string> outputs, HashSet<string> frozen)
    {
        (_nodes, _tensors, _frozen) = (nodes, tensors, frozen);
        _differentiable = DifferentiableInputs.Before(nodes, outputs);
    }

    /// <summary>What training may change, what it moves, and what it leaves although it is made of numbers.</summary>
    public static (IReadOnlyList<NetworkParameter> Parameters, IReadOnlyList<string> Buffers, IReadOnlyList<FrozenTensor> Excluded) Find(
        IReadOnlyList<NetworkNode> nodes, IReadOnlyDictionary<string, NetworkTensor> tensors, IEnumerable<string> inputs,
        IEnumerable<string> outputs, HashSet<string> frozen)
    {
        var finder = new ParameterFinder(nodes, tensors, outputs, frozen);
        finder.Run([.. inputs]);
        return (finder._parameters.AsReadOnly(), finder._buffers.Keys.ToArray().AsReadOnly(),
            [.. finder._excluded.Values.Where(e => !finder._seen.Contains(e.Name) && !finder._buffers.ContainsKey(e.Name))]);
    }

    private void Run(HashSet<string> fromInput)
    {
        var behindLayer = new HashSet<string>();
        var read = _nodes.SelectMany(n => n.Inputs).ToHashSet();
        foreach (var node in _nodes)
        {
            foreach (var output in node.Outputs)
            {
                _makers[output] = node;
            }

            var layer = false;
            if (node.Domain.Length == 0)
            {
                layer = AddLayer(node);
                AddStatistics(node);
                if (_views.Contains(node.OpType) && Resolve(node, 0) is { } viewed)
                {
                    _viewed[node.Outputs[0]] = viewed.Name;
                }
            }

            var (computed, behind) = (node.Inputs.Any(fromInput.Contains), node.Inputs.Any(behindLayer.Contains));
            AddOthers(node, isPreparation: computed && !behind && !layer);
            if (layer || behind)
            {
                behindLayer.UnionWith(node.Outputs);
            }

            if (computed)
            {
                fromInput.UnionWith(node.Outputs);
            }
        }
    }

    /// <summary>Adds the tensors of a layer; says whether it has a weight.</summary>
    private bool AddLayer(NetworkNode node)
    {
        var found = false;
        foreach (var (index, role) in _roles.GetValueOrDefault(node.OpType) ?? [])
        {
            if (Resolve(node, index) is not { } tensor || !IsTrained(tensor))
            {
                continue;
            }

            found = true;
            if (IsUnused(node, tensor))
            {
                Exclude(node, tensor, "the scale and shift that follow are the parameters of this normalization");
            }
            else if (node.OpType == "MatMul" && ConstantPatterns.Averages(tensor))
            {
                Exclude(node, tensor, Averages);
            }
            else
            {
                Add(node, tensor, role);
            }
        }

        return found;
    }

    /// <summary>
    /// PyTorch writes a group normalization as an instance normalization by ones and zeros, a reshape, and scale and shift
    /// of their own: these learn, not the ones and zeros.
    /// </summary>
    private bool IsUnused(NetworkNode node, NetworkTensor tensor) =>
        node.OpType == "InstanceNormalization" && _makers.TryGetValue(node.Inputs[0], out var before) && before.OpType == "Reshape"
        && tensor.ElementType == TensorElementType.Float && !tensor.Floats.ContainsAnyExcept(node.Inputs[1] == tensor.Name ? 1f : 0f);

    private void AddStatistics(NetworkNode node)
    {
        for (var i = 3; node.OpType == "BatchNormalization" && i < node.Inputs.Count; i++)
        {
            if (Resolve(node, i) is { } statistic && _buffers.TryAdd(statistic.Name, true))
            {
                _excluded[statistic.Name] = new(statistic.Name, node.Name, statistic.Count, "a running statistic");
            }
        }
    }

    private void AddOthers(NetworkNode node, bool isPreparation)
    {
        var isView = _views.Contains(node.OpType);
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            if (Resolve(node, i) is not { } tensor || _seen.Contains(tensor.Name) || (isView && i == 0) || IsOfLayer(node, i))
            {
                continue;
            }

            if (!IsTrained(tensor))
            {
                if (_quantized.Contains(node.OpType) && tensor.Count > 1)
                {
                    Exclude(node, tensor, "quantized weights have no gradient: train the network before it is quantized");
                }
                else if (tensor.ElementType == TensorElementType.Double)
                {
                    Exclude(node, tensor, "training computes in single precision, and this is double precision");
                }
            }
            else if (!_differentiable.Contains(node.Inputs[i]) || !DifferentiableInputs.Has(node, i))
            {
                // A ratio or a bound is a setting, which nobody takes for a weight.
                if (tensor.Count > 1)
                {
                    Exclude(node, tensor, $"what {node.OpType} does with it has no gradient, or no output depends on it");
                }
            }
            else if (tensor.Count == 1)
            {
                Exclude(node, tensor, "a single number is taken for a constant of a formula");
            }
            else if (isPreparation)
            {
                Exclude(node, tensor, "it prepares the input, before the first layer");
            }
            else if (node.OpType == "MatMul" && ConstantPatterns.Averages(tensor))
            {
                Exclude(node, tensor, Averages);
            }
            else if (node.OpType == "Add" && ConstantPatterns.Masks(tensor))
            {
                Exclude(node, tensor, "it is a mask");
            }
            else
            {
                Add(node, tensor, RoleOf(node, i));
            }
        }
    }

    private ParameterRole RoleOf(NetworkNode node, int index)
    {
        if (node.OpType is "Mul" or "Div" or "Pow")
        {
            return ParameterRole.Scale;
        }

        if (node.OpType is not ("Add" or "Sub" or "Sum"))
        {
            return ParameterRole.Weight;
        }

        // A normalization written as its parts: times scale, plus shift.
        var other = node.Inputs.Where((_, i) => i != index).Select(_makers.GetValueOrDefault).FirstOrDefault(n => n is not null);
        return other is { OpType: "Mul" or "Div" } && Enumerable.Range(0, other.Inputs.Count).Any(i => Resolve(other, i) is { } t && _seen.Contains(t.Name))
            ? ParameterRole.Shift : ParameterRole.Bias;
    }

    private void Add(NetworkNode node, NetworkTensor tensor, ParameterRole role)
    {
        if (_seen.Add(tensor.Name))
        {
            _parameters.Add(new(tensor.Name, tensor, node.Name, role, !_frozen.Contains(tensor.Name)));
        }
    }

    private void Exclude(NetworkNode node, NetworkTensor tensor, string reason) =>
        _excluded.TryAdd(tensor.Name, new(tensor.Name, node.Name, tensor.Count, reason));

    private NetworkTensor? Resolve(NetworkNode node, int index)
    {
        var name = index < node.Inputs.Count ? node.Inputs[index] : "";
        return _tensors.GetValueOrDefault(_viewed.GetValueOrDefault(name, name));
    }

    private static bool IsOfLayer(NetworkNode node, int index) => node.Domain.Length == 0
        && ((_roles.TryGetValue(node.OpType, out var roles) && roles.Any(r => r.Input == index)) || (node.OpType == "BatchNormalization" && index >= 3));

    /// <summary>Whether training computes with the tensor as numbers with a gradient.</summary>
    private static bool IsTrained(NetworkTensor tensor) =>
        tensor.ElementType is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16;
}
