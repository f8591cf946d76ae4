using MlNetDeep.Estimators.Tests.Support;
using MlNetDeep.ModelZoo.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Networks;

/// <summary>Graphs as exporters write them: training computes what ONNX Runtime computes, and every parameter learns.</summary>
public class ImportedGraphTests
{
    private static readonly Dictionary<string, (GraphMaker Maker, int Parameters)> _graphs = new()
    {
        ["pads as PyTorch computes them"] = (
            Convolution(17).Longs("four", 4).Longs("ones", 1, 1, 1, 1).Longs("pair", -1, 2).Longs("zero", 0).Longs("minus", -1)
                .Longs("least", long.MinValue + 1)
                .Node("ConstantOfShape", "four", "zeros", ("value", GraphMaker.Make("v", 7, new byte[8], 1)))
                .Node("Concat", "ones zeros", "all", ("axis", 0)).Node("Reshape", "all pair", "pairs")
                .Node("Slice", "pairs minus least zero minus", "turned").Node("Transpose", "turned", "t", ("perm", new[] { 1L, 0L }))
                .Node("Reshape", "t minus", "flat").Node("Cast", "flat", "pads", ("to", 7)).Node("Pad", "c pads", "y", ("mode", "reflect")),
            2),
        ["halves of the channels"] = (
            Convolution(17).Longs("axis", 1).Longs("first", 0).Longs("two", 2).Node("Shape", "c", "s").Node("Gather", "s axis", "channels")
                .Node("Add", "channels axis", "more").Node("Div", "more two", "half").Node("Mul", "half two", "end")
                .Node("Slice", "c first half axis", "left").Node("Slice", "c half end axis", "right").Node("Concat", "right left", "y", ("axis", 1)),
            2),
        ["view by the batch"] = (
            Convolution(13).Tensor(GraphMaker.Make("first", 7, new byte[8])).Longs("zero", 0).Longs("rest", -1).Node("Shape", "c", "s")
                .Node("Gather", "s first", "n").Node("Unsqueeze", "n zero", "n1").Node("Concat", "n1 rest", "target", ("axis", 0))
                .Node("Reshape", "c target", "flat").Longs("back", -1, 4, 6, 6).Node("Reshape", "flat back", "y"),
            2),
        ["a shape in an attribute of integers"] = (
            Convolution(13).Node("Constant", "", "target", ("value_ints", new[] { -1L, 4, 36 })).Node("Reshape", "c target", "flat")
                .Longs("back", 0, 4, 6, 6).Node("Reshape", "flat back", "y"),
            2),
        ["training mode"] = (
            Convolution(14).Floats("g", [1, 2, 3, 4], 4).Floats("h", [1, 0, 1, 0], 4).Floats("m", [0.1f, 0, 0, 0], 4).Floats("v", [1, 2, 1, 1], 4)
                .Node("BatchNormalization", "c g h m v", "d m2 v2", ("training_mode", 1)).Floats("ratio", [0.25f])
                .Tensor(GraphMaker.Make("on", 9, [1])).Node("Dropout", "d ratio on", "y mask"),
            4),
        ["one tensor as weight and statistic"] = (
            Convolution(13).Floats("zeros", new float[4], 4).Floats("ones", [1, 1, 1, 1], 4)
                .Node("BatchNormalization", "c ones zeros zeros ones", "y"),
            4),
        ["weights in constant nodes"] = (
            new GraphMaker(13, null, 3, 8, 8).Node("Constant", "", "cw", ("value", GraphMaker.FloatTensor("", 4, 3, 3, 3)))
                .Node("Constant", "", "cb", ("value", GraphMaker.FloatTensor("", 4))).Node("Conv", "input cw cb", "c").Node("Relu", "c", "y"),
            2),
        ["bias, scale and shift by themselves"] = (
            Convolution(13).Weight("bias", 4, 1, 1).Node("Add", "c bias", "a").Weight("gamma", 4, 1, 1).Weight("beta", 1, 4, 1, 1)
                .Node("Mul", "a gamma", "m").Node("Add", "m beta", "y"),
            5),
        ["group normalization as PyTorch writes it"] = (
            Convolution(13).Longs("groups", 0, 2, -1).Floats("ones", [1, 1], 2).Floats("zeros", [0, 0], 2).Node("Reshape", "c groups", "g")
                .Node("InstanceNormalization", "g ones zeros", "n").Node("Shape", "c", "s").Node("Reshape", "n s", "back")
                .Weight("gamma", 4, 1, 1).Weight("beta", 4, 1, 1).Node("Mul", "back gamma", "m").Node("Add", "m beta", "y"),
            4),
        ["equal weights by identity"] = (
            Convolution(13).Node("Identity", "cb", "own").Longs("spread", 1, 4, 1, 1).Node("Reshape", "own spread", "bias").Node("Add", "c bias", "y"), 3),
        ["half precision, cast up"] = (
            new GraphMaker(13, null, 3, 8, 8).Tensor(Half("hw", 10, 4, 3, 3, 3)).Tensor(Half("hb", 10, 4)).Node("Cast", "hw", "cw", ("to", 1))
                .Node("Cast", "hb", "cb", ("to", 1)).Node("Conv", "input cw cb", "c").Node("Relu", "c", "y"),
            2),
        ["half precision inside"] = (
            new GraphMaker(13, null, 3, 8, 8).Node("Cast", "input", "h", ("to", 10)).Tensor(Half("hw", 10, 4, 3, 3, 3)).Tensor(Half("hb", 10, 4))
                .Node("Conv", "h hw hb", "c").Node("Cast", "c", "y", ("to", 1)),
            2),
    };

    public static TheoryData<string> Names => [.. _graphs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AgreesWithOnnxRuntimeAndLearns(string name)
    {
        (GraphMaker maker, int parameters) = _graphs[name];
        Network network = Classifier(maker);
        Assert.Equal(parameters + 2, network.Parameters.Count);
        long[] shape = [3, 3, 8, 8];
        float[] input = [.. Enumerable.Range(0, 3 * 3 * 64).Select(i => (float)Math.Sin(i * 0.37))];
        double tolerance = name.StartsWith("half", StringComparison.Ordinal) ? 2e-3 : 1e-4;

        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network);
        using Tensor x = tensor(input).reshape(shape);
        Golden.Near(OnnxRunner.Run(network, input, shape), torchNetwork.Forward(x, training: false).ToFloats(), tolerance);

        torchNetwork.Forward(x, training: true).pow(S(2)).sum().backward();
        using Tensor gradient = torchNetwork.TakeGradient()!;
        Assert.Equal(network.ParameterCount, gradient.numel());
        Assert.True(gradient.isfinite().all().item<bool>());
        Assert.True(gradient.abs().max().ToNumber() > 1e-4);
        using (no_grad())
        {
            torchNetwork.Parameters.sub_(gradient.mul(S(1e-3)));
        }

        // What was learned is in the file, in the type that the file had.
        Network trained = torchNetwork.ToNetwork();
        Assert.All(network.Parameters, p => Assert.Equal(p.Tensor.ElementType, trained.Tensors[p.Name].ElementType));
        Assert.NotEqual(network.ToBytes(), trained.ToBytes());
        Golden.Near(OnnxRunner.Run(trained, input, shape), torchNetwork.Forward(x, training: false).ToFloats(), tolerance);
    }

    [Fact]
    public void StatisticsThatWereSharedMoveByThemselves()
    {
        Network network = Classifier(_graphs["one tensor as weight and statistic"].Maker);
        Assert.Equal(["BatchNormalization:y.running_mean", "BatchNormalization:y.running_var"], network.Buffers);
        using DisposeScope scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network);
        torchNetwork.Forward(rand(2, 3, 8, 8), training: true);
        Network moved = torchNetwork.ToNetwork();
        Assert.All(moved.Tensors["zeros"].Floats.ToArray(), v => Assert.Equal(0, v));
        Assert.Contains(moved.Tensors["BatchNormalization:y.running_mean"].Floats.ToArray(), v => v != 0);
    }

    [Fact]
    public void NormalizationByHalfPrecisionWeightsUsesTheBatch()
    {
        GraphMaker maker = Convolution(15).Tensor(Half("hg", 10, 4)).Node("Cast", "hg", "g", ("to", 1)).Floats("h", new float[4], 4).Floats("m", [9, 9, 9, 9], 4)
            .Floats("v", [1, 1, 1, 1], 4).Node("BatchNormalization", "c g h m v", "y");
        using DisposeScope scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(Classifier(maker));
        Tensor x = rand(4, 3, 8, 8);
        Assert.NotEqual(torchNetwork.Forward(x, training: false).ToFloats(), torchNetwork.Forward(x, training: true).ToFloats());
    }

    [Fact]
    public void AFixedBatchInAShapeBecomesFree()
    {
        GraphMaker maker = new GraphMaker(14, 1, 3, 8, 8).Weight("cw", 4, 3, 3, 3).Node("Conv", "input cw", "c").Node("Relu", "c", "r")
            .Node("Constant", "", "view", ("value", GraphMaker.Make("v", 7, [1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255], 2)))
            .Node("Reshape", "r view", "f").Weight("w", 5, 144).Node("Gemm", "f w", "g", ("transB", 1)).Node("LogSoftmax", "g", "output", ("axis", 1))
            .Output("output", 1, 5);
        Network free = maker.Build().WithFreeBatch();
        float[] input = [.. Enumerable.Range(0, 2 * 192).Select(i => (float)Math.Sin(i * 0.37))];
        using DisposeScope scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(free);
        float[] both = torchNetwork.Forward(tensor(input).reshape(2, 3, 8, 8), training: false).ToFloats();
        Golden.Near(both, OnnxRunner.Run(free, input, [2, 3, 8, 8]), 1e-4);
        Golden.Near(OnnxRunner.Run(maker.Build(), input[192..], [1, 3, 8, 8]), both[5..], 1e-4);
    }

    private static GraphMaker Convolution(int opset) => new GraphMaker(opset, null, 3, 8, 8).Weight("cw", 4, 3, 3, 3).Weight("cb", 4)
        .Node("Conv", "input cw cb", "c");

    // What a made graph gives, [N, channels, H, W], becomes classes.
    private static Network Classifier(GraphMaker maker)
    {
        if (maker.Model.Graph.Output.Count == 0)
        {
            maker.Node("GlobalAveragePool", "y", "pooled").Node("Flatten", "pooled", "features").Weight("w", 5, 4).Weight("b", 5)
                .Node("Gemm", "features w b", "output", ("transB", 1)).Output("output", null, 5);
        }

        return maker.Build();
    }

    private static ModelZoo.Onnx.TensorProto Half(string name, int type, params long[] shape)
    {
        ReadOnlySpan<float> values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(GraphMaker.FloatTensor(name, shape).RawData.Span);
        ushort[] halves = new ushort[values.Length];
        for (int i = 0; i < halves.Length; i++)
            halves[i] = BitConverter.HalfToUInt16Bits((Half)values[i]);
        return GraphMaker.Make(name, type, System.Runtime.InteropServices.MemoryMarshal.AsBytes<ushort>(halves), shape);
    }
}
