using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <content>Shapes, outputs and the summary.</content>
public sealed partial class Network
{
    // What most networks of images were trained on, and another size to tell from it what depends on the size.
    private const int TypicalSide = 224;
    private const int OtherSide = 256;

    /// <summary>Starts building a network.</summary>
    /// <param name="shape">
    /// The shape of one example, without the batch: <c>Input(1, 28, 28)</c> takes <c>[N, 1, 28, 28]</c> (channels,
    /// height, width), <c>Input(784)</c> takes <c>[N, 784]</c>.
    /// </param>
    /// <returns>A builder whose methods add layers.</returns>
    /// <exception cref="ShapeException">The shape is empty, or a size is less than 1.</exception>
    public static NetworkBuilder Input(params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return NetworkBuilder.Start(shape);
    }

    /// <summary>
    /// Gives the network with its (only) input at a size, where it leaves sizes beside the batch open:
    /// <c>[N, 3, ?, ?]</c> becomes <c>[N, 3, 224, 224]</c>.
    /// </summary>
    /// <param name="shape">The shape of one example, without the batch, for example 3, 224, 224.</param>
    /// <returns>The new network, or this one when the input has that shape already.</returns>
    /// <exception cref="ShapeException">The network has several inputs, or states another size or rank.</exception>
    public Network WithInputShape(params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (Inputs is not [{ } input] || input.Shape.Count != shape.Length + 1 || shape.Any(d => d < 1)
            || input.Shape.Skip(1).Zip(shape, (stated, given) => stated is null || stated == given).Contains(false))
        {
            throw new ShapeException(
                Inputs[0].Name, $"the network takes {InvariantText.Join(", ", Inputs)}, which cannot have the shape [N, {InvariantText.Join(", ", shape)}].");
        }

        if (!input.Shape.Skip(1).Contains(null))
        {
            return this;
        }

        var graph = _parts.Graph.Clone();
        var dims = graph.Input.First(i => i.Name == input.Name).Type.TensorType.Shape.Dim;
        for (var i = 0; i < shape.Length; i++)
        {
            dims[i + 1] = new TensorShapeProto.Types.Dimension { DimValue = shape[i] };
        }

        return new(_parts with { Graph = graph });
    }

    /// <summary>Computes the shape of every value: inputs, initializers, and the outputs of all nodes.</summary>
    /// <param name="batchSize">
    /// The number of examples, where the network leaves it open. The default value is 1. Other sizes must be known: see
    /// <see cref="WithInputShape"/>.
    /// </param>
    /// <returns>The shapes by name.</returns>
    /// <exception cref="ShapeException">The shapes do not fit together, or an operator is not supported.</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> InferShapes(int batchSize = 1) =>
        ShapeInference.Run(this, batchSize).ToDictionary(
            v => v.Key, v => (IReadOnlyList<long>)Array.AsReadOnly(v.Value.Dims));

    /// <summary>
    /// Describes the network layer by layer. <see cref="object.ToString"/> of the result is a table for people. A height and a
    /// width that the network leaves open are those of its preprocessing, otherwise 224; the description says so. For other
    /// sizes take the summary of <see cref="WithInputShape"/>.
    /// </summary>
    /// <returns>The summary.</returns>
    /// <exception cref="ShapeException">The shapes do not fit together, or an operator is not supported.</exception>
    public NetworkSummary Summary() => SummaryMaker.Make(this);

    /// <summary>
    /// Gives a network with other outputs, values inside the network (feature maps, for example) included. Nodes that
    /// the new outputs do not need are left out.
    /// </summary>
    /// <param name="valueNames">The names of outputs of nodes (see <see cref="NetworkNode.Outputs"/>), at least one.</param>
    /// <returns>The new network.</returns>
    /// <exception cref="ArgumentException">A name is unknown or given twice, or there is none.</exception>
    /// <exception cref="ShapeException">The shapes do not fit together, or an operator is not supported.</exception>
    public Network WithOutputs(params string[] valueNames)
    {
        ArgumentNullException.ThrowIfNull(valueNames);
        if (valueNames.Length == 0 || valueNames.Distinct().Count() != valueNames.Length)
        {
            throw new ArgumentException("Name at least one value, and none twice.", nameof(valueNames));
        }

        var (one, two) = (ShapeInference.Run(Sized(), 1), ShapeInference.Run(Sized(), 2));
        var other = ReferenceEquals(Sized(), this) ? one : ShapeInference.Run(Sized(OtherSide), 1);
        var graph = _parts.Graph.Clone();
        graph.Output.Clear();
        foreach (var name in valueNames)
        {
            if (!Nodes.Any(n => n.Outputs.Contains(name)) || name.Length == 0)
            {
                throw new ArgumentException(
                    $"The network has no value '{name}' that a node makes"
                    + $"{NearestName.Suggest(name, Nodes.SelectMany(n => n.Outputs))}.",
                    nameof(valueNames));
            }

            var stated = _parts.Graph.Output.Concat(_parts.Graph.ValueInfo).FirstOrDefault(v => v.Name == name);
            graph.Output.Add(stated?.Clone() ?? ValueInfos.Create(name, one[name].Dims, two[name].Dims, other[name].Dims));
        }

        return new(Pruning.Prune(_parts with { Graph = graph }));
    }

    /// <summary>
    /// Gives the network with a free batch, where it has a fixed one: <c>[1, 3, 224, 224]</c> becomes
    /// <c>[N, 3, 224, 224]</c>. Only where the graph proves that every row is computed by itself.
    /// </summary>
    /// <param name="required">
    /// Whether it is an error when it cannot be proven. The default value is true; otherwise the network stays as it is.
    /// </param>
    /// <returns>The new network, or this one when its batch is free.</returns>
    /// <exception cref="DeepLearningException">It is required and cannot be proven; the message names the node.</exception>
    public Network WithFreeBatch(bool required = true)
    {
        if (Inputs.All(input => input.Shape is [null, ..]))
        {
            return this;
        }

        var (free, obstacle) = BatchFreeing.Try(this);
        return free ?? (required ? null : this) ?? throw new DeepLearningException(
            $"The batch of network '{Name}' is fixed and cannot be made free: {obstacle}. Export it with a free batch.");
    }

    /// <summary>The shapes at a typical height and width, where the network leaves them open.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<long>> InferTypicalShapes(int batchSize = 1) => Sized().InferShapes(batchSize);

    /// <summary>This network, or for open heights and widths the same at a size: a given one, that of the preprocessing, or 224.</summary>
    internal Network Sized(int? side = null)
    {
        if (Inputs is not [{ Shape: [_, _, _, _] shape }] || !shape.Skip(1).Contains(null))
        {
            return this;
        }

        var (channels, height, _) = ImageLayout == PixelLayout.Planar ? (1, 2, 3) : (3, 1, 2);
        if (shape[channels] is null)
        {
            return this;
        }

        int Known(int axis) => axis == height ? Preprocessing?.Height ?? 0 : Preprocessing?.Width ?? 0;
        return WithInputShape([.. Enumerable.Range(1, 3).Select(axis => shape[axis] is { } stated ? (int)Math.Min(stated, int.MaxValue)
            : side ?? (Known(axis) is > 0 and var known ? known : TypicalSide))]);
    }

    /// <summary>Gives the network as it is used after training: without the outputs that only help training it.</summary>
    /// <returns>The new network, or this one when it has no such outputs.</returns>
    /// <exception cref="InvalidOperationException">The network has no other output.</exception>
    public Network WithoutAuxiliaryOutputs()
    {
        if (AuxiliaryOutputs.Count == 0)
        {
            return this;
        }

        var kept = Outputs.Select(o => o.Name).Except(AuxiliaryOutputs).ToArray();
        return kept.Length == 0
            ? throw new InvalidOperationException("All outputs of the network are auxiliary; none would be left.")
            : WithOutputs(kept).WithMetadata(MetadataKeys.Auxiliary, null);
    }
}
