namespace MlNetDeep;

/// <summary>A network made ready for a task.</summary>
/// <param name="Network">The network that is kept and saved: labelled, ending in the task's activation.</param>
/// <param name="Scored">The network that is run; for binary and multi-label it stops before the sigmoid, whose logits are the scores.</param>
/// <param name="OutputDimensions">The dimensions of the scores without the batch.</param>
/// <param name="Classes">The classes, multiclass and multi-label only.</param>
internal sealed record ScoringNetwork(
    Network Network, Network Scored, IReadOnlyList<long> OutputDimensions, ClassLabels? Classes)
{
    /// <summary>Checks the network against the task and makes it ready.</summary>
    /// <exception cref="DeepLearningException">The network does not fit the task.</exception>
    public static ScoringNetwork For(Network network, ConvNetTransformerOptions options)
    {
        if (network.AuxiliaryOutputs.Count < network.Outputs.Count)
            network = network.WithoutAuxiliaryOutputs();
        network = FloatEnds.Of(network);
        long[] dimensions = OutputDimensionsOf(network);
        long size = 1;
        foreach (long dimension in dimensions)
        {
            if (dimension < 1 || (size *= dimension) > InputShape.MaxSize)
                throw new DeepLearningException($"Network '{network.Name}' has an output of shape [{InvariantText.Join(", ", dimensions)}].");
        }

        return options.Task switch
        {
            NetworkTask.Multiclass => Multiclass(network, options, dimensions, size),
            NetworkTask.Regression => dimensions.FirstOrDefault() == size
                ? new ScoringNetwork(network, network, dimensions, null)
                : throw new DeepLearningException(
                    $"Network '{network.Name}' gives [{InvariantText.Join(", ", dimensions)}] scores for an image; regression needs a number for each quantity, in one dimension."),
            _ => Decisions(network, options, dimensions, size),
        };
    }

    /// <summary>The dimensions, without the batch, of the only output.</summary>
    /// <exception cref="DeepLearningException">There is not exactly one float output.</exception>
    public static long[] OutputDimensionsOf(Network network)
    {
        if (network.Outputs.Count != 1 || network.Outputs[0].ElementType != TensorElementType.Float)
        {
            string outputs = string.Join(", ", network.Outputs.Select(value => $"'{value.Name}' ({value.ElementType})"));
            throw new DeepLearningException(
                $"Network '{network.Name}' has {network.Outputs.Count} outputs: {outputs}; expected one of floats. "
                + "Choose one with Network.WithOutputs.");
        }

        // What the file declares is enough, also for networks with operators whose shapes only ONNX Runtime knows.
        NetworkValue output = network.Outputs[0];
        return output.Shape.Count > 1 && output.Shape.Skip(1).All(dimension => dimension is not null)
            ? [.. output.Shape.Skip(1).Select(dimension => dimension!.Value)]
            : [.. network.InferTypicalShapes()[output.Name].Skip(1)];
    }

    private static ScoringNetwork Multiclass(
        Network network, ConvNetTransformerOptions options, long[] dimensions, long size)
    {
        if (size is < 2 or > ClassLabels.MaxCount || dimensions.FirstOrDefault() != size)
        {
            throw new DeepLearningException(
                $"Network '{network.Name}' gives [{InvariantText.Join(", ", dimensions)}] scores for an image; multiclass needs one "
                + $"for each of 2 to {ClassLabels.MaxCount} classes. For two classes with one score use the binary task.");
        }

        ClassLabels classes = ClassesOf(network, options, size);
        if (classes.IsNamed)
            network = network.WithLabels(classes.Texts);
        network = network.WithOutputActivation("Softmax");
        return new ScoringNetwork(network, network, dimensions, classes);
    }

    private static ScoringNetwork Decisions(Network network, ConvNetTransformerOptions options, long[] dimensions, long size)
    {
        bool isOne = options.Task == NetworkTask.Binary;
        if (isOne ? size != 1 : size is < 1 or > ClassLabels.MaxCount || dimensions.FirstOrDefault() != size)
        {
            throw new DeepLearningException(
                $"Network '{network.Name}' gives [{InvariantText.Join(", ", dimensions)}] scores for an image; {options.Task} needs "
                + $"{(isOne ? "exactly one" : $"one for each of 1 to {ClassLabels.MaxCount} classes")}.");
        }

        ClassLabels? classes = isOne ? null : ClassesOf(network, options, size);
        if (options.Thresholds.Count > 1 && options.Thresholds.Count != size)
            throw new DeepLearningException($"There are {options.Thresholds.Count} thresholds for {size} classes; expected one for all, or one for each.");
        if (classes is { IsNamed: true })
            network = network.WithLabels(classes.Texts);
        network = network.WithOutputActivation("Sigmoid");
        NetworkNode sigmoid = network.Nodes.First(node => node.Outputs.Contains(network.Outputs[0].Name));
        // A probability of exactly 0 or 1 has lost its log-odds; the value before the sigmoid has not.
        return new ScoringNetwork(network, network.WithOutputs(sigmoid.Inputs[0]), dimensions, classes);
    }

    private static ClassLabels ClassesOf(Network network, ConvNetTransformerOptions options, long size)
    {
        ClassLabels classes = options.Classes ?? LabelsOf(network, (int)size);
        return classes.Count == size
            ? classes
            : throw new DeepLearningException(
                $"Network '{network.Name}' gives {size} scores for an image, but there are {classes.Count} classes. "
                + "Give the network's last layer as many units as there are classes.");
    }

    private static ClassLabels LabelsOf(Network network, int count) => network.Labels is { } labels && labels.Count == count
        ? ClassLabels.FromText(labels)
        : ClassLabels.Unnamed(count);
}
