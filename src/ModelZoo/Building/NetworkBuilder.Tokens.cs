namespace MlNetDeep;

/// <content>What transformers and the like are made of.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>A dense layer over the last axis. Its weight is <c>[units, features]</c>.</summary>
    internal NetworkBuilder Linear(int units, string name) => Project(units, name, $"{name}.weight", $"{name}.bias");

    internal NetworkBuilder Permute(long[] axes, string name) => Step(name, Attributes.Node("Transpose").With("perm", axes));

    /// <summary>A learned factor for each channel of an image, the tensor <c>[C, 1, 1]</c> of the given name.</summary>
    internal NetworkBuilder LearnedScale(double start, string name) => Step(
        $"{name}.multiply", Attributes.Node("Mul"),
        TensorDraft.Weights(name, [Dims[1], 1, 1], Initializer.Constant(start), 1, 1));

    /// <summary>An image's places as a sequence: <c>[N, C, H, W]</c> to <c>[N, H * W, C]</c>.</summary>
    internal NetworkBuilder Tokens(string name)
    {
        var (channels, height, width) = Image(name, "sequence of an image's places");
        return Reshape($"{name}.flatten", [0, channels, height * width]).Permute([0, 2, 1], name);
    }

    /// <summary>The learned token of the given name, <c>[1, 1, C]</c>, in front of a sequence.</summary>
    internal NetworkBuilder ClassToken(string name)
    {
        // Room in front of the sequence, and the token with zeros behind it: no node needs to know the size of the batch.
        var (length, width) = (Dims[1], Dims[2]);
        var room = Step(
            $"{name}.room", Attributes.Node("Pad"), TensorDraft.Shaped($"{name}.room.pads", [0, 1, 0, 0, 0, 0]));
        var row = Append(
            _draft.NameLayer($"{name}.row", ""), Attributes.Node("Pad"), [],
            TensorDraft.Weights(name, [1, 1, width], Initializer.Zeros, 1, 1),
            TensorDraft.Shaped($"{name}.row.pads", [0, 0, 0, 0, length, 0]));
        return room.Combine(_draft.NameLayer($"{name}.add", ""), "Add", row);
    }

    /// <summary>Adds the learned tensor of the given name, <c>[1, length, C]</c>, to a sequence.</summary>
    internal NetworkBuilder Positions(string name) => Step(
        $"{name}.add", Attributes.Node("Add"),
        TensorDraft.Weights(name, [1, Dims[1], Dims[2]], Initializer.Normal(0.02), 1, 1));

    /// <summary>
    /// Multi-head self-attention over a sequence <c>[N, length, C]</c>, with PyTorch's names of tensors. Vaswani et al.,
    /// "Attention Is All You Need", 2017.
    /// </summary>
    internal NetworkBuilder SelfAttention(int heads, string name)
    {
        var (length, width) = (Dims[1], Dims[2]);
        var size = width / heads;
        var all = Project((int)(3 * width), $"{name}.in_proj", $"{name}.in_proj_weight", $"{name}.in_proj_bias");
        NetworkBuilder Part(string part, int place, long[] axes) => all
            .Cut($"{name}.{part}.cut", 2, place * width, (place + 1) * width)
            .Reshape($"{name}.{part}.heads", [0, length, heads, size])
            .Permute(axes, $"{name}.{part}");
        NetworkBuilder Product(NetworkBuilder left, NetworkBuilder right, string product) =>
            left.Combine(_draft.NameLayer($"{name}.{product}", ""), "MatMul", right);
        var scores = Product(Part("query", 0, [0, 2, 1, 3]), Part("key", 1, [0, 2, 3, 1]), "products")
            .With($"{name}.scaled", "Mul", 1 / MathF.Sqrt(size))
            .Step($"{name}.attention", Attributes.Node("Softmax").With("axis", -1));
        return Product(scores, Part("value", 2, [0, 2, 1, 3]), "mixed")
            .Permute([0, 2, 1, 3], $"{name}.tokens")
            .Reshape($"{name}.joined", [0, length, width])
            .Linear((int)width, $"{name}.out_proj");
    }

    /// <summary>The first token of a sequence: <c>[N, length, C]</c> to <c>[N, C]</c>.</summary>
    internal NetworkBuilder FirstToken(string name) => Cut($"{name}.cut", 1, 0, 1).Flatten(name);

    private NetworkBuilder Project(int units, string name, string weight, string bias)
    {
        var features = Dims[^1];
        var turned = Append(
            _draft.NameLayer($"{name}.transpose", ""), Attributes.Node("Transpose").With("perm", [1, 0]), [],
            TensorDraft.Weights(weight, [units, features], Initializer.GlorotUniform, features, units));
        return Combine(_draft.NameLayer($"{name}.matmul", ""), "MatMul", turned)
            .Step(name, Attributes.Node("Add"), TensorDraft.Weights(bias, [units], Initializer.Zeros, features, units));
    }

    private NetworkBuilder Reshape(string name, long[] shape) =>
        Step(name, Attributes.Node("Reshape"), TensorDraft.Shaped($"{name}.shape", shape));

    private NetworkBuilder Cut(string name, long axis, long start, long end, long step = 1) => Cut(name, [axis], start, end, step);

    private NetworkBuilder Cut(string name, long[] axes, long start, long end, long step)
    {
        TensorDraft Each(string role, long number) =>
            TensorDraft.Shaped($"{name}.{role}", [.. Enumerable.Repeat(number, axes.Length)]);
        return Step(
            name, Attributes.Node("Slice"),
            Each("starts", start), Each("ends", end), TensorDraft.Shaped($"{name}.axes", axes), Each("steps", step));
    }
}
