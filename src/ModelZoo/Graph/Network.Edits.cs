using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <content>Networks made from this one.</content>
public sealed partial class Network
{
    /// <summary>Gives a network with other values in some of its tensors.</summary>
    /// <param name="replacements">Tensors of the names, element types and shapes of tensors of this network.</param>
    /// <returns>The new network; tensors that were not replaced are shared with this one.</returns>
    /// <exception cref="ArgumentException">A name is unknown or given twice, or an element type differs.</exception>
    /// <exception cref="ShapeException">A shape differs.</exception>
    public Network WithTensors(IEnumerable<NetworkTensor> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        var byName = new Dictionary<string, NetworkTensor>();
        foreach (var tensor in replacements)
        {
            if (!Tensors.TryGetValue(tensor.Name, out var old))
            {
                throw new ArgumentException(
                    $"The network has no tensor '{tensor.Name}'{NearestName.Suggest(tensor.Name, Tensors.Keys)}.",
                    nameof(replacements));
            }

            if (tensor.ElementType != old.ElementType)
            {
                throw new ArgumentException(
                    $"Tensor '{tensor.Name}' holds elements of type {old.ElementType}, not {tensor.ElementType}.",
                    nameof(replacements));
            }

            if (!tensor.Shape.SequenceEqual(old.Shape))
            {
                throw new ShapeException(
                    tensor.Name,
                    $"the tensor has shape {ShapeText.Format(old.Shape)}, but the replacement has "
                    + $"{ShapeText.Format(tensor.Shape)}.");
            }

            if (!byName.TryAdd(tensor.Name, tensor))
            {
                throw new ArgumentException($"Tensor '{tensor.Name}' is replaced twice.", nameof(replacements));
            }
        }

        return new(_parts with
        {
            Tensors = [.. _parts.Tensors.Select(t => byName.GetValueOrDefault(t.Name, t))],
            HasNewWeights = false,
        });
    }

    /// <summary>
    /// Gives a network whose weights are stored in a precision: half precision halves the file, and the graph widens the
    /// weights where it reads them, so that it computes in single precision all the same. Training does so in any case, and gives
    /// weights back in the precision that they came in.
    /// </summary>
    /// <param name="type">
    /// <see cref="TensorElementType.Float16"/> or <see cref="TensorElementType.BFloat16"/> for the weights of more than one dimension;
    /// <see cref="TensorElementType.Float"/> for a network that knows single precision only, its inputs and outputs included.
    /// </param>
    /// <returns>The new network; the names of its tensors stay.</returns>
    /// <exception cref="ArgumentException">The type is another one.</exception>
    /// <exception cref="DeepLearningException">A weight is too large for half precision.</exception>
    public Network WithWeightPrecision(TensorElementType type) =>
        type is TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16
            ? WeightPrecision.Of(this, type)
            : throw new ArgumentException($"Weights can be stored as Float, Float16 or BFloat16, not as {type}.", nameof(type));

    /// <summary>Gives a network that carries these class names (metadata entry <c>labels</c>).</summary>
    /// <param name="labels">One name per class in the order of the output; null removes them.</param>
    /// <returns>The new network.</returns>
    public Network WithLabels(IReadOnlyList<string>? labels) =>
        WithMetadata(MetadataKeys.Labels, labels is null ? null : MetadataJson.WriteStrings(labels));

    /// <summary>Gives a network that carries this preprocessing (metadata entry <c>preprocessing</c>).</summary>
    /// <param name="preprocessing">How pixels become the input; null removes it.</param>
    /// <returns>The new network.</returns>
    /// <exception cref="OptionsException">A number in it cannot be.</exception>
    public Network WithPreprocessing(ImagePreprocessing? preprocessing)
    {
        if (preprocessing?.FindProblem() is { } problem)
        {
            throw new OptionsException([problem]);
        }

        if (preprocessing?.Layout is { } layout && LayoutFinder.FromNodes(this) is { } told && told.Layout != layout)
        {
            throw new OptionsException([$"Layout is {layout}, but node '{told.Node.Name}' ({told.Node.OpType}) of network '{Name}' takes "
                + $"{Inputs[0]} for an image that is {told.Layout}. Leave Layout out: it says how the network's input lies, and images come into it from either layout."]);
        }

        return WithMetadata(
            MetadataKeys.Preprocessing,
            preprocessing is null ? null : MetadataJson.WritePreprocessing(preprocessing));
    }

    /// <summary>Gives a network that says how its input is made up (metadata entry <c>generator</c>).</summary>
    /// <param name="generator">The numbers of latents and classes; null removes it.</param>
    /// <returns>The new network.</returns>
    /// <exception cref="OptionsException">A number in it cannot be.</exception>
    public Network WithGenerator(GeneratorLayout? generator)
    {
        if (generator?.FindProblem() is { } problem)
        {
            throw new OptionsException([problem]);
        }

        return WithMetadata(
            MetadataKeys.Generator, generator is null ? null : MetadataJson.WriteGenerator(generator));
    }

    /// <summary>Gives a network with a metadata entry added, replaced or removed.</summary>
    /// <param name="key">The name of the entry.</param>
    /// <param name="value">Its text; null removes it.</param>
    /// <returns>The new network.</returns>
    /// <exception cref="NetworkFormatException">
    /// The key is one that this library reads (<c>labels</c>, <c>preprocessing</c>, <c>generator</c>, <c>frozen</c>), and the text
    /// is not the JSON that belongs there.
    /// </exception>
    public Network WithMetadata(string key, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var model = _parts.Model.Clone();
        var old = model.MetadataProps.FirstOrDefault(p => p.Key == key);
        if (value is null)
        {
            if (old is not null)
            {
                model.MetadataProps.Remove(old);
            }
        }
        else if (old is not null)
        {
            old.Value = value;
        }
        else
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return new(_parts with { Model = model });
    }

    /// <summary>Gives a network in which the chosen parameters, and no others, are frozen: training leaves them.</summary>
    /// <param name="frozen">Whether to freeze a parameter.</param>
    /// <returns>The new network; the choice is stored in the metadata entry <c>frozen</c>.</returns>
    public Network WithFrozen(Func<NetworkParameter, bool> frozen)
    {
        ArgumentNullException.ThrowIfNull(frozen);
        var names = Parameters.Where(frozen).Select(p => p.Name).ToList();
        return WithMetadata(MetadataKeys.Frozen, names.Count == 0 ? null : MetadataJson.WriteStrings(names));
    }

    /// <summary>
    /// Gives a network whose (only) output is probabilities: appends the activation, unless the output comes from it
    /// already. The output keeps its name.
    /// </summary>
    /// <param name="opType"><c>Softmax</c> (over axis 1) or <c>Sigmoid</c>.</param>
    /// <returns>The new network, or this one when there is nothing to do.</returns>
    /// <exception cref="ArgumentException">The activation is another one.</exception>
    /// <exception cref="InvalidOperationException">The network has more than one output.</exception>
    public Network WithOutputActivation(string opType)
    {
        if (opType is not ("Softmax" or "Sigmoid"))
        {
            throw new ArgumentException(
                $"The output activation must be Softmax or Sigmoid, not '{opType}'.", nameof(opType));
        }

        if (Outputs.Count != 1)
        {
            throw new InvalidOperationException(
                $"An output activation needs a network with one output; this one has {Outputs.Count}.");
        }

        var output = Outputs[0].Name;
        var producer = Nodes.FirstOrDefault(n => n.Outputs.Contains(output));
        if (producer?.OpType == opType)
        {
            return this;
        }

        if (producer is null)
        {
            throw new InvalidOperationException(
                $"The network's output '{output}' is an input or a constant; there is nothing to activate.");
        }

        var taken = Nodes.SelectMany(n => n.Outputs.Concat(n.Inputs)).Concat(Tensors.Keys).ToHashSet();
        var logits = UniqueName.Find("logits", taken);
        var nodes = Nodes.Select(n => Rename(n, output, logits)).ToList();
        var name = UniqueName.Find(opType.ToLowerInvariant(), [.. Nodes.Select(n => n.Name)]);
        var activation = new NodeProto { Name = name, OpType = opType, Input = { logits }, Output = { output } };
        if (opType == "Softmax")
        {
            activation.Attribute.Add(new AttributeProto
            {
                Name = "axis",
                Type = AttributeProto.Types.AttributeType.Int,
                I = 1,
            });
        }

        nodes.Add(new NetworkNode(activation));
        return new(_parts with { Nodes = nodes });
    }

    internal Network Edit(Func<ModelParts, ModelParts> edit) => new(edit(_parts));

    internal static NetworkNode Rename(NetworkNode node, string from, string to)
    {
        if (!node.Inputs.Contains(from) && !node.Outputs.Contains(from))
        {
            return node;
        }

        var proto = node.Proto.Clone();
        proto.Name = node.Name;
        for (var i = 0; i < proto.Input.Count; i++)
        {
            proto.Input[i] = proto.Input[i] == from ? to : proto.Input[i];
        }

        for (var i = 0; i < proto.Output.Count; i++)
        {
            proto.Output[i] = proto.Output[i] == from ? to : proto.Output[i];
        }

        return new NetworkNode(proto);
    }
}
