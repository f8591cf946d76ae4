using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>What becomes of graphs of other programs when they are read, and what is made of them before training.</summary>
public sealed class ImportedGraphTests
{
    [Fact]
    public void Inputs_that_nobody_reads_are_dropped()
    {
        var network = new GraphMaker(13, null, 3).Input("idle", null, 7).Node("Relu", "input", "y").Output("y", null, 3).Build();
        Assert.Equal("input", Assert.Single(network.Inputs).Name);
    }

    [Fact]
    public void Initializers_of_old_files_stay_listed_as_inputs()
    {
        var maker = new GraphMaker(9, null, 3).Node("Constant", "", "w", ("value", GraphMaker.FloatTensor("", 3, 2)))
            .Node("MatMul", "input w", "y").Output("y", null, 2);
        maker.Model.IrVersion = 3;
        var network = maker.Build();
        Assert.Equal(["w"], network.Parameters.Select(p => p.Name));
        Assert.Single(network.Inputs);
        Assert.Single(OnnxRunner.RunAll(network, [1, 2, 3], 1, 3));
    }

    [Fact]
    public void What_is_no_weight_is_named_with_the_reason()
    {
        var network = new GraphMaker(13, null, 3, 8, 8).Weight("mean", 1, 3, 1, 1).Node("Sub", "input mean", "centred").Weight("cw", 4, 3, 3, 3)
            .Node("Conv", "centred cw", "c").Floats("half", [0.5f]).Node("Mul", "c half", "m").Floats("least", [0]).Node("Clip", "m least", "k")
            .Floats("mask", [0, -1e9f, 0, 0, 0, 0], 6).Node("Add", "k mask", "a").Weight("gamma", 4, 1, 1).Node("Mul", "a gamma", "s")
            .Weight("limit", 4, 6, 6).Node("Greater", "s limit", "over").Node("Cast", "over", "one", ("to", 1)).Node("Mul", "s one", "y")
            .Output("y", null, 4, 6, 6).Build();
        Assert.Equal(["cw", "gamma"], network.Parameters.Select(p => p.Name));
        Assert.Equal([ParameterRole.Weight, ParameterRole.Scale], network.Parameters.Select(p => p.Role));
        var reasons = network.FrozenTensors.ToDictionary(t => t.Name, t => t.Reason);
        Assert.Contains("before the first layer", reasons["mean"], StringComparison.Ordinal);
        Assert.Contains("single number", reasons["half"], StringComparison.Ordinal);
        Assert.Contains("mask", reasons["mask"], StringComparison.Ordinal);
        Assert.Contains("Greater", reasons["limit"], StringComparison.Ordinal);
        Assert.Equal(4, reasons.Count);

        var frozen = network.WithFrozen(p => p.Name == "gamma");
        Assert.Contains(new FrozenTensor("gamma", "Mul:s", 4, "frozen on purpose"), frozen.FrozenTensors);
        Assert.Contains("Not trained: 3 values in mean: it prepares the input", network.Summary().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Quantized_weights_are_named_too()
    {
        var network = Quantized().Build();
        Assert.Equal(["w"], network.Parameters.Select(p => p.Name));
        Assert.Equal([null, 4, 6, 6], network.Summary().Rows[1].OutputShape);
        Assert.Contains(network.FrozenTensors, t => t.Name == "kq" && t.Reason.Contains("before it is quantized", StringComparison.Ordinal));
    }

    [Fact]
    public void Matrices_that_average_are_no_weights_and_those_that_begin_as_identity_are()
    {
        var maker = new GraphMaker(13, null, 4).Floats("w", [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], 4, 4).Node("MatMul", "input w", "a")
            .Floats("p", [0.5f, 0, 0.5f, 0, 0, 1, 0, 0], 4, 2).Node("MatMul", "a p", "y").Output("y", null, 2);
        Assert.Equal(["w"], maker.Build().Parameters.Select(p => p.Name));
    }

    [Fact]
    public void Folding_leaves_the_layers_alone()
    {
        var network = new GraphMaker(13, null, 3, 8, 8).Weight("cw", 4, 3, 3, 3).Node("Conv", "input cw", "c").Longs("axis", 0).Longs("one", 1)
            .Node("Shape", "c", "s").Node("Gather", "s one", "channels").Node("Gather", "s axis", "n").Longs("rest", -1)
            .Node("Concat", "n channels rest", "target", ("axis", 0)).Node("Reshape", "c target", "y").Output("y", null, 4, 36).Build();
        var folded = GraphFolding.Fold(network);
        Assert.Equal(["Conv", "Reshape"], folded.Nodes.Select(n => n.OpType));
        Assert.Equal([0, 4, -1], folded.Tensors[folded.Nodes[1].Inputs[1]].Int64s.ToArray());
        Assert.Equal(network.Parameters.Select(p => p.Name), folded.Parameters.Select(p => p.Name));
        Assert.Same(folded, GraphFolding.Fold(folded));

        // The batch as such is no constant.
        var counting = new GraphMaker(13, null, 3).Node("Shape", "input", "s").Longs("zero", 0).Node("Gather", "s zero", "n")
            .Node("Cast", "n", "f", ("to", 1)).Node("Mul", "input f", "y").Output("y", null, 3).Build();
        Assert.Equal(4, GraphFolding.Fold(counting).Nodes.Count);
    }

    [Fact]
    public void Computed_numbers_do_not_become_weights()
    {
        var network = new GraphMaker(13, null, 4).Weight("w", 4, 4).Node("MatMul", "input w", "m").Longs("start", 0).Longs("zero", 0)
            .Tensor(GraphMaker.Make("a", 7, new byte[8])).Tensor(GraphMaker.Make("b", 7, [4, 0, 0, 0, 0, 0, 0, 0])).Tensor(GraphMaker.Make("d", 7, [1, 0, 0, 0, 0, 0, 0, 0]))
            .Longs("shape", 4).Node("ConstantOfShape", "shape", "zeros").Node("Cos", "zeros", "ones").Node("Add", "m ones", "y").Output("y", null, 4).Build();
        Assert.Equal(["w"], GraphFolding.Fold(network).Parameters.Select(p => p.Name));
    }

    [Fact]
    public void A_batch_in_computed_shapes_becomes_free_and_what_mixes_rows_is_named()
    {
        GraphMaker Viewed(params long[] rest) => new GraphMaker(13, 1, 3, 4, 4).Node("Relu", "input", "r").Longs("axis", 0).Node("Shape", "r", "s")
            .Node("Gather", "s axis", "n").Longs("rest", rest).Node("Concat", "n rest", "target", ("axis", 0)).Node("Reshape", "r target", "y").Output("y", 1, 48);
        var free = Viewed(-1).Build().WithFreeBatch();
        Assert.Equal([5, 48], free.InferShapes(5)["y"]);
        var maker = new GraphMaker(13, 1, 3).Weight("token", 1, 3).Node("Relu", "input", "r").Node("Concat", "r token", "y", ("axis", 1)).Output("y", 1, 6);
        Assert.Contains("'Concat:y'", Assert.Throws<DeepLearningException>(() => maker.Build().WithFreeBatch()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_sizes_are_filled_or_said()
    {
        var network = new GraphMaker(13, null, 3, null, null).Weight("cw", 4, 3, 3, 3).Node("Conv", "input cw", "c").Node("GlobalAveragePool", "c", "p")
            .Node("Flatten", "p", "f").Weight("w", 5, 4).Node("Gemm", "f w", "y", ("transB", 1)).Output("y", null, 5).Build();
        Assert.Contains("WithInputShape", Assert.Throws<ShapeException>(() => network.InferShapes()).Message, StringComparison.Ordinal);
        Assert.Equal([1, 4, 30, 14], network.WithInputShape(3, 32, 16).InferShapes()["c"]);
        Assert.Throws<ShapeException>(() => network.WithInputShape(1, 32, 16));
        Assert.Contains("shown for [N, 3, 224, 224]", network.Summary().ToString(), StringComparison.Ordinal);
        var small = network.WithPreprocessing(new() { Width = 32, Height = 16 });
        Assert.Equal([null, 4, 14, 30], small.Summary().Rows[0].OutputShape);
        Assert.Null(small.WithInputShape(3, 16, 32).Summary().AssumedInput);

        var features = network.ToFeatures("c", FeaturePooling.Maximum);
        Assert.Equal([null, 3, null, null], features.Inputs[0].Shape);
        Assert.Equal([null, 4], features.Outputs[0].Shape);
        Assert.Equal([null, 4, null, null], network.CutAt("c").Outputs[0].Shape);
        Assert.Equal(4, OnnxRunner.RunAll(features, new float[3 * 9 * 7], 1, 3, 9, 7)[0].Length);
        Assert.Contains("Pool the maps", Assert.Throws<DeepLearningException>(() => network.ToFeatures("c", FeaturePooling.None)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TensorElementType.Float16, 1e-3)]
    [InlineData(TensorElementType.BFloat16, 1e-2)]
    public void Weights_are_stored_in_half_the_space(TensorElementType type, double tolerance)
    {
        var network = Networks.LeNet5(seed: 3);
        var half = Network.FromBytes(network.WithWeightPrecision(type).ToBytes());
        Assert.Equal(network.Parameters.Select(p => p.Name), half.Parameters.Select(p => p.Name));
        Assert.InRange(half.ToBytes().Length, 0, network.ToBytes().Length * 0.55);
        var input = Enumerable.Range(0, 784).Select(i => MathF.Sin(i)).ToArray();
        var expected = OnnxRunner.RunAll(network, input, 1, 1, 28, 28)[0];
        Assert.InRange(OnnxRunner.Difference(expected, OnnxRunner.RunAll(half, input, 1, 1, 28, 28)[0]), 0, tolerance);
        var again = half.WithWeightPrecision(TensorElementType.Float);
        Assert.Equal(network.Nodes.Select(n => n.OpType), again.Nodes.Select(n => n.OpType));
        Assert.All(again.Tensors.Values, t => Assert.False(SinglePrecision.IsHalf(t.ElementType)));
        Assert.Throws<ArgumentException>(() => network.WithWeightPrecision(TensorElementType.Int8));
        var large = network.WithTensors([NetworkTensor.Create(network.Parameters[0].Name, [.. Enumerable.Repeat(7e4f, 150)], 6, 1, 5, 5)]);
        Assert.Equal(type == TensorElementType.Float16, Record.Exception(() => large.WithWeightPrecision(type)) is DeepLearningException);
    }

    [Fact]
    public void A_hundred_thousand_nodes_take_seconds()
    {
        var maker = new GraphMaker(13, null, 3).Node("Relu", "input", "z0");
        for (var i = 0; i < 100_000; i++)
        {
            maker.Node("Relu", $"z{i}", $"z{i + 1}");
        }

        var bytes = maker.Output("z100000").ToBytes();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var network = Network.FromBytes(bytes);
        GraphCost.Check(network);
        network.WithFreeBatch().Summary();
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    private static GraphMaker Quantized() => new GraphMaker(13, null, 3, 8, 8).Floats("s", [0.02f]).Tensor(GraphMaker.Make("z", 3, [0]))
        .Tensor(GraphMaker.Make("kq", 3, [.. Enumerable.Range(0, 108).Select(i => (byte)(i * 7))], 4, 3, 3, 3))
        .Node("DequantizeLinear", "kq s z", "k").Node("Conv", "input k", "c").Node("GlobalAveragePool", "c", "p").Node("Flatten", "p", "f")
        .Weight("w", 5, 4).Node("Gemm", "f w", "y", ("transB", 1)).Output("y", null, 5);
}
