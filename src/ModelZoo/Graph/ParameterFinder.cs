namespace MlNetDeep;

/// <summary>Finds out which initializers training may change, from the place where a node uses them.</summary>
internal static class ParameterFinder
{
    // Operator, index of the input, what the tensor there does.
    private static readonly Dictionary<string, (int Input, ParameterRole Role)[]> _roles = new()
    {
        ["Conv"] = [(1, ParameterRole.Weight), (2, ParameterRole.Bias)],
        ["ConvTranspose"] = [(1, ParameterRole.Weight), (2, ParameterRole.Bias)],
        ["Gemm"] = [(1, ParameterRole.Weight), (2, ParameterRole.Bias)],
        ["MatMul"] = [(1, ParameterRole.Weight)],
        ["BatchNormalization"] = [(1, ParameterRole.Scale), (2, ParameterRole.Shift)],
        ["InstanceNormalization"] = [(1, ParameterRole.Scale), (2, ParameterRole.Shift)],
        ["PRelu"] = [(1, ParameterRole.Scale)],
    };

    public static (IReadOnlyList<NetworkParameter> Parameters, IReadOnlyList<string> Buffers) Find(
        IReadOnlyList<NetworkNode> nodes, IReadOnlyDictionary<string, NetworkTensor> tensors, HashSet<string> frozen)
    {
        // Some exporters put a view of a weight, rather than the weight, in front of the layer.
        var views = new Dictionary<string, string>();
        var products = new HashSet<string>();
        var parameters = new List<NetworkParameter>();
        var seen = new HashSet<string>();
        var buffers = new OrderedDictionary<string, bool>();

        void Add(NetworkNode node, int index, ParameterRole role)
        {
            if (Resolve(node, index) is { ElementType: TensorElementType.Float } tensor && seen.Add(tensor.Name))
            {
                parameters.Add(new(tensor.Name, tensor, node.Name, role, !frozen.Contains(tensor.Name)));
            }
        }

        NetworkTensor? Resolve(NetworkNode node, int index)
        {
            var name = index < node.Inputs.Count ? node.Inputs[index] : "";
            return tensors.GetValueOrDefault(views.GetValueOrDefault(name, name));
        }

        foreach (var node in nodes.Where(n => n.Domain.Length == 0))
        {
            foreach (var (index, role) in _roles.GetValueOrDefault(node.OpType) ?? [])
            {
                Add(node, index, role);
            }

            switch (node.OpType)
            {
                case "BatchNormalization":
                    foreach (var name in new[] { 3, 4 }.Select(i => Resolve(node, i)?.Name).OfType<string>())
                    {
                        buffers.TryAdd(name, true);
                    }

                    break;
                case "MatMul":
                    products.UnionWith(node.Outputs);
                    break;
                case "Add" when node.Inputs.Any(products.Contains):
                    // A dense layer as two nodes: the product, then its bias.
                    Add(node, 0, ParameterRole.Bias);
                    Add(node, 1, ParameterRole.Bias);
                    break;
                case "Identity" or "Transpose" or "Reshape" or "Unsqueeze" or "Squeeze"
                    when Resolve(node, 0) is { } viewed && node.Outputs.Count > 0:
                    views[node.Outputs[0]] = viewed.Name;
                    break;
            }
        }

        return (parameters.AsReadOnly(), buffers.Keys.ToArray().AsReadOnly());
    }
}
