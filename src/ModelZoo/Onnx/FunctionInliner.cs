using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>Puts the nodes of a model's own functions in place of the nodes that call them.</summary>
internal sealed class FunctionInliner
{
    // What is called from within what is called: exporters nest a module in a module.
    private const int MaxDepth = 100;

    private const long TooMany = ModelValidator.MaxNodes + 1L;
    private const long Open = -1;

    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> _functions = [];
    private readonly HashSet<string> _taken;
    private readonly List<NetworkNode> _nodes = [];
    private readonly Dictionary<FunctionProto, long> _sizes = [];
    private readonly ModelProto _model;

    private FunctionInliner(ModelParts parts)
    {
        _model = parts.Model;
        _taken =
        [
            .. parts.Tensors.Select(t => t.Name), .. parts.Graph.Input.Select(i => i.Name), .. parts.Graph.Output.Select(o => o.Name),
            .. parts.Nodes.SelectMany(n => n.Inputs.Concat(n.Outputs)),
        ];
        foreach (var function in parts.Model.Functions)
        {
            if (!_functions.TryAdd((Domain(function.Domain), function.Name, function.Overload), function))
            {
                NetworkFormatException.Throw($"The model has the function '{function.Domain}.{function.Name}' twice.");
            }
        }
    }

    /// <summary>The model without functions; the same one when it has none.</summary>
    /// <exception cref="NetworkFormatException">Functions call each other in circles, or make more nodes than are possible.</exception>
    public static ModelParts Inline(ModelParts parts)
    {
        if (parts.Model.Functions.Count == 0)
        {
            return parts;
        }

        var inliner = new FunctionInliner(parts);
        if (parts.Nodes.Aggregate(0L, (sum, node) => Math.Min(TooMany, sum + inliner.Size(node.Proto, 0))) == TooMany)
        {
            NetworkFormatException.Throw($"The functions of the model make more than {ModelValidator.MaxNodes:N0} nodes.");
        }

        foreach (var node in parts.Nodes)
        {
            inliner.Add(node.Proto, () => node);
        }

        var model = parts.Model.Clone();
        model.Functions.Clear();
        return parts with { Model = model, Nodes = inliner._nodes };
    }

    private static string Domain(string domain) => domain is "ai.onnx" ? "" : domain;

    private FunctionProto? Called(NodeProto node) => _functions.GetValueOrDefault((Domain(node.Domain), node.OpType, node.Overload));

    /// <summary>How many nodes a node becomes, counted before any is made.</summary>
    private long Size(NodeProto node, int depth)
    {
        if (Called(node) is not { } function)
        {
            return 1;
        }

        if (!_sizes.TryGetValue(function, out var size))
        {
            _sizes.Add(function, Open);

            // One more for each output that may be an input.
            size = depth >= MaxDepth ? Open : function.Node.Aggregate(
                (long)function.Output.Count, (sum, inner) => Math.Min(TooMany, sum + Size(inner, depth + 1)));
            _sizes[function] = size;
        }

        return size != Open ? size : throw new NetworkFormatException(
            $"The function '{function.Domain}.{function.Name}' calls itself, directly or through others, or is nested too deeply.");
    }

    private void Add(NodeProto node, Func<NetworkNode> make)
    {
        if (Called(node) is not { } function)
        {
            _nodes.Add(make());
            return;
        }

        Check(node, function);
        Expand(node, function);
    }

    private void Check(NodeProto node, FunctionProto function)
    {
        if (node.Input.Count > function.Input.Count || node.Output.Count > function.Output.Count)
        {
            NetworkFormatException.Throw(
                $"Node '{node.Name}' calls the function '{function.Domain}.{function.Name}' with {node.Input.Count} inputs and {node.Output.Count} outputs; "
                + $"it has {function.Input.Count} and {function.Output.Count}.");
        }

        foreach (var opset in function.OpsetImport)
        {
            var own = _model.OpsetImport.FirstOrDefault(o => Domain(o.Domain) == Domain(opset.Domain));
            if (own is not null && own.Version != opset.Version)
            {
                NetworkFormatException.Throw(
                    $"The function '{function.Domain}.{function.Name}' is written in version {opset.Version} of the operator set '{opset.Domain}', the model in "
                    + $"{own.Version}. Export the model in one version.");
            }
        }
    }

    private void Expand(NodeProto call, FunctionProto function)
    {
        var name = call.Name.Length > 0 ? call.Name : call.Output.FirstOrDefault(o => o.Length > 0) ?? call.OpType;
        var values = new Dictionary<string, string> { [""] = "" };
        for (var i = 0; i < function.Input.Count; i++)
        {
            values[function.Input[i]] = i < call.Input.Count ? call.Input[i] : "";
        }

        for (var i = 0; i < function.Output.Count; i++)
        {
            var output = i < call.Output.Count && call.Output[i].Length > 0 ? call.Output[i] : "";
            if (values.TryGetValue(function.Output[i], out var input) && output.Length > 0)
            {
                // What comes in goes out again.
                Add(new NodeProto { Name = $"{name}/{function.Output[i]}", OpType = "Identity", Input = { input }, Output = { output } });
            }
            else if (output.Length > 0)
            {
                values.Add(function.Output[i], output);
            }
        }

        for (var i = 0; i < function.Node.Count; i++)
        {
            ModelReader.RefuseControlFlow(function.Node[i]);
            var node = function.Node[i].Clone();
            node.Name = $"{name}/{(node.Name.Length > 0 ? node.Name : $"{node.OpType}_{i}")}";
            for (var k = 0; k < node.Input.Count; k++)
            {
                node.Input[k] = Value(node.Input[k]);
            }

            for (var k = 0; k < node.Output.Count; k++)
            {
                node.Output[k] = Value(node.Output[k]);
            }

            Fill(node, call, function);
            Add(node);
        }

        string Value(string inner)
        {
            if (!values.TryGetValue(inner, out var outer))
            {
                outer = UniqueName.Find($"{name}/{inner}", _taken);
                _taken.Add(outer);
                values.Add(inner, outer);
            }

            return outer;
        }
    }

    private void Add(NodeProto node) => Add(node, () => new NetworkNode(node));

    /// <summary>Attributes that name one of the call's become that, or the function's default, or are left out.</summary>
    private static void Fill(NodeProto node, NodeProto call, FunctionProto function)
    {
        for (var i = node.Attribute.Count - 1; i >= 0; i--)
        {
            if (node.Attribute[i].RefAttrName is not { Length: > 0 } wanted)
            {
                continue;
            }

            var given = call.Attribute.FirstOrDefault(a => a.Name == wanted) ?? function.AttributeProto.FirstOrDefault(a => a.Name == wanted);
            if (given is null)
            {
                node.Attribute.RemoveAt(i);
                continue;
            }

            var filled = given.Clone();
            filled.Name = node.Attribute[i].Name;
            node.Attribute[i] = filled;
        }
    }
}
