namespace MlNetDeep;

/// <summary>Checks that a model is a sound graph, and puts its nodes into topological order.</summary>
internal static class ModelValidator
{
    /// <summary>The most nodes of a graph.</summary>
    public const int MaxNodes = 1_000_000;

    private const int NewestIrVersion = 13;
    private const int MaxOpset = 1000;

    /// <summary>Checks a model that was read.</summary>
    /// <returns>The same model with its nodes in topological order.</returns>
    /// <exception cref="NetworkFormatException">The model is not sound.</exception>
    public static ModelParts Check(ModelParts parts)
    {
        CheckVersions(parts);
        if (parts.Nodes.Count > MaxNodes)
        {
            NetworkFormatException.Throw($"The graph has {parts.Nodes.Count:N0} nodes; at most {MaxNodes:N0} are possible.");
        }

        CheckNames(parts);
        return parts with { Nodes = TopologicalOrder.Sort(parts) };
    }

    private static void CheckVersions(ModelParts parts)
    {
        var version = parts.Model.IrVersion;
        if (version is < 1 or > NewestIrVersion)
        {
            NetworkFormatException.Throw(
                $"The model has ONNX IR version {version}; expected 1 to {NewestIrVersion}. Is it an ONNX file?");
        }

        var domains = new HashSet<string>();
        foreach (var opset in parts.Model.OpsetImport)
        {
            if (!domains.Add(opset.Domain is "ai.onnx" ? "" : opset.Domain))
            {
                NetworkFormatException.Throw($"The model imports the operator set '{opset.Domain}' twice.");
            }

            if (opset.Version is < 1 or > MaxOpset)
            {
                NetworkFormatException.Throw(
                    $"The model imports version {opset.Version} of the operator set '{opset.Domain}', which cannot be.");
            }
        }

        if (!domains.Contains(""))
        {
            NetworkFormatException.Throw("The model does not say which version of the ONNX operator set it uses.");
        }
    }

    private static void CheckNames(ModelParts parts)
    {
        var tensors = new HashSet<string>();
        foreach (var tensor in parts.Tensors)
        {
            if (!tensors.Add(tensor.Name))
            {
                NetworkFormatException.Throw($"Two initializers are named '{tensor.Name}'.");
            }
        }

        var inputs = new HashSet<string>();
        foreach (var input in parts.Graph.Input)
        {
            if (input.Name.Length == 0)
            {
                NetworkFormatException.Throw("A graph input has no name.");
            }

            if (!inputs.Add(input.Name))
            {
                NetworkFormatException.Throw($"Two graph inputs are named '{input.Name}'.");
            }
        }

        foreach (var node in parts.Nodes)
        {
            if (node.OpType.Length == 0)
            {
                NetworkFormatException.Throw($"Node '{node.Name}' names no operator.");
            }

            if (node.Outputs.All(o => o.Length == 0))
            {
                NetworkFormatException.Throw($"Node '{node.Name}' ({node.OpType}) has no output.");
            }

            OperatorArity.Check(node);
            AttributeLimits.Check(node);
        }

        if (parts.Graph.Output.Count == 0)
        {
            NetworkFormatException.Throw("The graph has no output.");
        }

        var keys = new HashSet<string>();
        foreach (var entry in parts.Model.MetadataProps)
        {
            if (!keys.Add(entry.Key))
            {
                NetworkFormatException.Throw($"The metadata has two entries '{entry.Key}'.");
            }
        }
    }
}
