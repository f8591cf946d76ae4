using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>
/// Builds a network layer by layer: every method gives a builder whose network ends in the new layer. The builder it
/// was called on stays valid, so that a network can branch and join again (<see cref="Add(NetworkBuilder, string?)"/>,
/// <see cref="Concat(NetworkBuilder, string?)"/>, <see cref="Residual"/>).
/// </summary>
/// <remarks>
/// Shapes are checked as the layers are added; an error names the layer and both shapes. A layer without a name is
/// named for its kind and numbered: <c>conv1</c>, <c>conv2</c>, <c>dense1</c>. Its tensors are called
/// <c>conv1.weight</c>, <c>conv1.bias</c>; its value is called like the layer (that of the last one, <c>output</c>).
/// Builders of one network are not for several threads at once.
/// </remarks>
public sealed partial class NetworkBuilder
{
    private readonly NetworkDraft _draft;
    private readonly string _value;

    private NetworkBuilder(NetworkDraft draft, string value)
    {
        _draft = draft;
        _value = value;
    }

    /// <summary>The shape of one example at this point, without the batch: <c>[channels, height, width]</c>, say.</summary>
    public IReadOnlyList<int> Shape => [.. Dims.Skip(1).Select(d => (int)d)];

    private long[] Dims => _draft.ShapeOf(_value);

    /// <summary>Makes the network that ends here, with new weights. Branches that do not lead here are left out.</summary>
    /// <param name="seed">Determines the weights: same seed, same weights, on every machine. The default value is 0.</param>
    /// <param name="name">The name of the network. The default value is <c>network</c>.</param>
    /// <returns>The network, in ONNX operator set 13 (17 with layer normalization), its input called <c>input</c> and its output <c>output</c>.</returns>
    /// <exception cref="InvalidOperationException">There are no layers yet.</exception>
    public Network Build(int seed = 0, string? name = null) => _draft.Build(_value, seed, name ?? "network");

    /// <summary>Makes a network with more outputs, which are called as given.</summary>
    internal Network Build(int seed, string name, IEnumerable<KeyValuePair<string, NetworkBuilder>> others) =>
        _draft.Build(_value, seed, name, [.. others.Select(o => (o.Key, o.Value._value))]);

    internal static NetworkBuilder Start(int[] shape)
    {
        if (shape.Length == 0 || shape.Any(d => d < 1))
        {
            throw new ShapeException(
                NetworkDraft.InputName,
                $"an example needs at least one dimension, each at least 1, but the shape is "
                + $"{ShapeText.Format(shape.Select(d => (long)d))}.");
        }

        return new(new NetworkDraft([1, .. shape.Select(d => (long)d)]), NetworkDraft.InputName);
    }

    private NetworkBuilder Append(string layer, NodeProto node, params TensorDraft[] tensors) =>
        Append(layer, node, [_value], tensors);

    private NetworkBuilder Append(string layer, NodeProto node, string[] inputs, params TensorDraft[] tensors) =>
        new(_draft, _draft.Add(layer, node, inputs, tensors));

    // Part of a layer that has several nodes.
    private NetworkBuilder Step(string name, NodeProto node, params TensorDraft[] tensors) =>
        Append(_draft.NameLayer(name, ""), node, tensors);

    private NetworkBuilder With(string name, string operation, float number) =>
        Step(name, Attributes.Node(operation), TensorDraft.Scalar($"{name}.constant", number));

    private NetworkBuilder Combine(string layer, string operation, NetworkBuilder other) =>
        Append(layer, Attributes.Node(operation), [_value, other._value]);

    private (long Channels, long Height, long Width) Image(string layer, string kind) =>
        Dims is [_, var channels, var height, var width]
            ? (channels, height, width)
            : throw new ShapeException(
                layer,
                $"a {kind} needs an input [N, channels, height, width], but '{_value}' has shape "
                + $"{ShapeText.FormatBatched(Dims)}.");
}
