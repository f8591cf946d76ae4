namespace MlNetDeep;

/// <content>Finding layers, and taking a network apart at one of them.</content>
public sealed partial class Network
{
    /// <summary>Finds the value that a layer gives.</summary>
    /// <param name="layer">
    /// The name of a value or of a node, or the beginning of the names of several up to a dot: <c>layer4</c> stands for
    /// the last of <c>layer4.0.conv1</c>, <c>layer4.0.relu</c> and so on.
    /// </param>
    /// <returns>The name of the value, as <see cref="WithOutputs"/> takes it.</returns>
    /// <exception cref="OptionsException">There is no such layer; the message suggests the nearest name.</exception>
    public string FindValue(string layer)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return Nodes.Any(n => n.Outputs.Contains(layer)) ? layer : FirstOutput(Nodes[NodesOf(layer)[^1]]);
    }

    /// <summary>
    /// Finds the value that a classifier decides by: what its last dense layer (or last convolution, where the classes
    /// are its channels) reads. For ResNet-50 that is 2048 pooled features, for VGG-16 the 4096 outputs of its second
    /// dense layer, for SqueezeNet 512 maps of 13x13. A network that ends in features (its last layer joins, normalizes or
    /// pools maps, apart from pooling by average, and there is neither softmax nor sigmoid nor labels) is taken whole.
    /// </summary>
    /// <returns>The name of the value, as <see cref="WithOutputs"/> takes it.</returns>
    /// <exception cref="DeepLearningException">
    /// The network ends in neither, or has nothing before it. Name a layer instead.
    /// </exception>
    public string FindFeatures() => FeatureFinder.Find(this);

    /// <summary>Gives the parameters of a layer and of all that come after it, in the order of the graph.</summary>
    /// <param name="layer">As in <see cref="FindValue"/>; of several layers that the name stands for, the first counts.</param>
    /// <returns>The parameters, those of later branches included.</returns>
    /// <exception cref="OptionsException">There is no such layer; the message suggests the nearest name.</exception>
    public IReadOnlyList<NetworkParameter> ParametersFrom(string layer)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        var first = NodesOf(layer)[0];
        var before = Nodes.Take(first).Select(n => n.Name).ToHashSet();
        return [.. Parameters.Where(p => !before.Contains(p.Layer))];
    }

    /// <summary>
    /// Gives the part of the network up to a layer: a network that computes features. The labels are left out, since its
    /// output is no longer classes; the preprocessing stays.
    /// </summary>
    /// <param name="layer">As in <see cref="FindValue"/>; null for <see cref="FindFeatures"/>.</param>
    /// <returns>The new network; its output is called as the value is called in this one.</returns>
    /// <exception cref="OptionsException">There is no such layer; the message suggests the nearest name.</exception>
    /// <exception cref="DeepLearningException">No layer was named, and the features cannot be found.</exception>
    /// <exception cref="ShapeException">The shapes do not fit together, or an operator is not supported.</exception>
    public Network CutAt(string? layer = null) => WithOutputs(layer is null ? FindFeatures() : FindValue(layer))
        .WithLabels(null).WithMetadata(MetadataKeys.Auxiliary, null);

    /// <summary>
    /// Gives the part of the network up to a layer, made one vector for each image: a network from the input to
    /// <c>[N, features]</c>.
    /// </summary>
    /// <param name="layer">As in <see cref="CutAt"/>. The default value, null, takes <see cref="FindFeatures"/>.</param>
    /// <param name="pooling">What becomes of feature maps. The default value is <see cref="FeaturePooling.Average"/>.</param>
    /// <returns>The new network. Its added nodes are called <c>features.pool</c> and <c>features.flatten</c>.</returns>
    /// <exception cref="OptionsException">There is no such layer; the message suggests the nearest name.</exception>
    /// <exception cref="DeepLearningException">No layer was named, and the features cannot be found.</exception>
    /// <exception cref="ShapeException">The shapes do not fit together, or an operator is not supported.</exception>
    public Network ToFeatures(string? layer = null, FeaturePooling pooling = FeaturePooling.Average)
    {
        var cut = CutAt(layer);
        if (cut.Outputs[0].Shape.Skip(2).Contains(null) && pooling == FeaturePooling.None)
        {
            throw new DeepLearningException(
                $"The number of features of '{cut.Outputs[0].Name}' depends on the image size, which network '{Name}' leaves open. "
                + "Pool the maps (Average or Maximum), or give the size with Network.WithInputShape.");
        }

        int[] shape = [.. cut.InferTypicalShapes()[cut.Outputs[0].Name].Skip(1).Select(d => checked((int)d))];
        if (shape.Length < 2)
        {
            return cut;
        }

        var tail = Input(shape);
        if (shape is [_, var height, var width] && (height > 1 || width > 1) && pooling != FeaturePooling.None)
        {
            tail = pooling == FeaturePooling.Maximum
                ? tail.GlobalMaxPool("pool")
                : tail.GlobalAveragePool("pool");
        }

        return cut.WithHead(tail.Flatten(name: "flatten").Build(), "features");
    }

    /// <summary>
    /// Gives this network with another one behind it: this one's output becomes the input of the other, and the result
    /// is one graph. Its labels are the other network's, its preprocessing this one's.
    /// </summary>
    /// <param name="head">
    /// The network to append, with one input of the shape of this network's output; made with
    /// <see cref="Input"/>, for example.
    /// </param>
    /// <param name="prefix">
    /// What the names of the head's nodes and tensors begin with in the result, before a dot. The default value is
    /// <c>head</c>.
    /// </param>
    /// <returns>The new network.</returns>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DeepLearningException">
    /// A network has not one output or input, or the head's operators mean something else in this network's operator set.
    /// </exception>
    public Network WithHead(Network head, string prefix = "head")
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return new(HeadGraft.Join(this, _parts, head, head._parts, prefix));
    }

    private static string FirstOutput(NetworkNode node) => node.Outputs.First(o => o.Length > 0);

    // Never empty, in the order of the graph.
    private List<int> NodesOf(string layer)
    {
        List<int> Where(Func<NetworkNode, bool> matches) => [.. Enumerable.Range(0, Nodes.Count).Where(i => matches(Nodes[i]))];
        List<int> found = Where(n => n.Name == layer);
        if (found.Count == 0)
        {
            found = Where(n => n.Outputs.Contains(layer));
        }

        if (found.Count == 0)
        {
            found = Where(n => n.Name.StartsWith($"{layer}.", StringComparison.Ordinal));
        }

        return found.Count > 0 ? found : throw new OptionsException(
        [
            $"Network '{Name}' has no layer '{layer}'{NearestName.Suggest(layer, LayerNames())}. Its layers are the nodes "
            + $"from '{Nodes[0].Name}' to '{Nodes[^1].Name}'; Network.Summary lists them.",
        ]);
    }

    private IEnumerable<string> LayerNames()
    {
        foreach (var node in Nodes)
        {
            yield return node.Name;
            for (var dot = node.Name.IndexOf('.'); dot > 0; dot = node.Name.IndexOf('.', dot + 1))
            {
                yield return node.Name[..dot];
            }
        }
    }
}
