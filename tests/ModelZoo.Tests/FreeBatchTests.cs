using MlNetDeep.ModelZoo.Onnx;
using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;
using Kind = MlNetDeep.ModelZoo.Onnx.AttributeProto.Types.AttributeType;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class FreeBatchTests
{
    [Theory]
    [InlineData("lenet5", 28)]
    [InlineData("squeezenet1_1", 64)]
    [InlineData("mobilenet_v2", 32)]
    [InlineData("cifar_resnet20", 32)]
    public void A_fixed_batch_becomes_what_it_was_before(string name, int size)
    {
        var network = Networks.Create(name, new() { Height = size, Width = size, Classes = 4 });
        var free = Fixed(network, 1).WithFreeBatch();
        Assert.Null(free.Inputs[0].Shape[0]);
        Assert.Null(free.Outputs[0].Shape[0]);
        Assert.Equal(network.InferShapes(5), free.InferShapes(5));
    }

    [Fact]
    public void Reshapes_to_the_batch_are_rewritten()
    {
        var network = Network.Input(2, 6, 6).Conv2D(3, 3).ReLU().Flatten(name: "flat").Dense(4).Softmax().Build(1);
        foreach (long[] target in new long[][] { [2, 48], [2, -1], [-1, 48], [0, 48] })
        {
            var written = Fixed(Replace(network, "flat", "Reshape", (NetworkTensor.Create("target", target, 2), "target")), 2);
            Assert.Equal(2, written.Inputs[0].Shape[0]);
            var input = Enumerable.Range(0, 3 * 72).Select(i => MathF.Sin(i)).ToArray();
            Assert.Equal(OnnxRunner.RunAll(network, input, 3, 2, 6, 6)[0], OnnxRunner.RunAll(written.WithFreeBatch(), input, 3, 2, 6, 6)[0]);
        }
    }

    /// <summary>Each graph, written for one row or two, gives for three rows what it gives for each of them.</summary>
    [Theory]
    [InlineData("expanded")]
    [InlineData("tiled")]
    [InlineData("sliced")]
    [InlineData("sliced without axes")]
    [InlineData("looked up")]
    [InlineData("grouped")]
    [InlineData("scaled")]
    [InlineData("attention")]
    [InlineData("chosen")]
    public void Rows_of_a_freed_batch_are_those_of_the_fixed_one(string kind)
    {
        foreach (var batch in (long[])[1, 2])
        {
            var written = Written(kind, batch);
            var free = written.WithFreeBatch();
            Assert.Null(free.Inputs[0].Shape[0]);
            var input = Enumerable.Range(0, 6 * 24).Select(i => MathF.Sin(i)).ToArray();
            var expected = input.Chunk((int)batch * 24).SelectMany(rows => OnnxRunner.Run(written, rows, batch, 4, 6)).ToArray();
            Assert.Equal(expected, OnnxRunner.Run(free, input, 6, 4, 6));
            Assert.Equal(expected[..(expected.Length / 2)], OnnxRunner.Run(free, input[..72], 3, 4, 6));
        }
    }

    [Theory]
    [InlineData("tiled rows")]
    [InlineData("sliced rows")]
    [InlineData("every second row")]
    [InlineData("picked rows")]
    public void What_takes_other_rows_is_refused(string kind) => Assert.Throws<DeepLearningException>(() => Written(kind, 2).WithFreeBatch());

    private static Network Written(string kind, long batch)
    {
        var maker = new GraphMaker(kind == "scaled" ? 23 : 21, batch, 4, 6);
        const string input = "input", output = "output";
        maker = kind switch
        {
            "expanded" => maker.Longs("axes", 2).Node("Unsqueeze", "input axes", "column").Longs("shape", batch, 4, 3, 6).Node("Expand", "column shape", output),
            "tiled" => maker.Longs("repeats", 1, 2, 3).Node("Tile", "input repeats", output),
            "sliced" => maker.Longs("zero", 0).Longs("one", 1).Longs("end", long.MaxValue).Node("Slice", "input zero end zero", "all")
                .Node("Slice", "all one end one", output),
            "sliced without axes" => maker.Longs("starts", 0, 1).Longs("ends", int.MaxValue, 3).Node("Slice", "input starts ends", output),
            "looked up" => maker.Weight("table", 7, 5).Node("Abs", input, "size").Node("Ceil", "size", "whole").Node("Cast", "whole", "index", ("to", 7L))
                .Node("Gather", "table index", output),
            "grouped" => maker.Weight("scale", 4).Weight("bias", 4).Node("GroupNormalization", "input scale bias", output, ("num_groups", 2L)),
            "scaled" => maker.Weight("scale", 6).Node("RMSNormalization", "input scale", output),
            "attention" => maker.Longs("split", batch, 0, 2, 3).Longs("joined", batch, -1, 6).Node("Reshape", "input split", "heads")
                .Node("Transpose", "heads", "queries", ("perm", new long[] { 0, 2, 1, 3 })).Node("Transpose", "heads", "keys", ("perm", new long[] { 0, 2, 3, 1 }))
                .Node("MatMul", "queries keys", "scores").Node("Softmax", "scores", "weights").Node("MatMul", "weights queries", "mixed")
                .Node("Transpose", "mixed", "back", ("perm", new long[] { 0, 2, 1, 3 })).Node("Reshape", "back joined", output),
            "chosen" => maker.Weight("others", 1, 4, 6).Floats("limit", [0.1f]).Node("Greater", "input limit", "is").Node("Where", "is input others", output),
            "tiled rows" => maker.Longs("repeats", 2, 1, 1).Node("Tile", "input repeats", output),
            "sliced rows" => maker.Longs("starts", 0).Longs("ends", 1).Node("Slice", "input starts ends", output),
            "every second row" => maker.Longs("starts", 0).Longs("ends", int.MaxValue).Longs("axes", 0).Longs("steps", 2).Node("Slice", "input starts ends axes steps", output),
            _ => maker.Longs("rows", 1, 0).Node("Gather", "input rows", output),
        };
        var rank = kind is "expanded" or "looked up" ? 4 : 3;
        return maker.Output(output, [batch, .. new long?[rank - 1]]).Build();
    }

    [Theory]
    [InlineData("Transpose", "perm", 1L, 0L)]
    [InlineData("Softmax", "axis", 0L, null)]
    [InlineData("Flatten", "axis", 0L, null)]
    public void What_mixes_rows_is_refused_by_name(string type, string attribute, long first, long? second)
    {
        var network = Network.Input(4).ReLU("mixer").Build(1);
        var proto = new AttributeProto { Name = attribute };
        if (second is null)
        {
            (proto.Type, proto.I) = (Kind.Int, first);
        }
        else
        {
            proto.Type = Kind.Ints;
            proto.Ints.Add([first, second.Value]);
        }

        var mixing = Fixed(Replace(network, "mixer", type, null, proto), 1);
        var error = Assert.Throws<DeepLearningException>(() => mixing.WithFreeBatch());
        Assert.Contains("'mixer'", error.Message);
        Assert.Same(mixing, mixing.WithFreeBatch(required: false));
    }

    [Fact]
    public void A_free_batch_stays() => Assert.All(new[] { Networks.LeNet5() }, n => Assert.Same(n, n.WithFreeBatch()));

    [Fact]
    public void A_network_that_ends_in_features_is_taken_whole()
    {
        var input = Network.Input(3, 8, 8).Conv2D(4, 3, padding: 1).ReLU();
        var joined = input.Conv2D(4, 3, padding: 1).Add(input).ReLU().GlobalAveragePool().Build();
        Assert.Equal(joined.Outputs[0].Name, joined.FindFeatures());
        Assert.Equal([1, 4], joined.ToFeatures().InferShapes()[joined.ToFeatures().Outputs[0].Name]);
        var normalized = input.Conv2D(4, 3).BatchNorm().ReLU().Build();
        Assert.Equal(normalized.Outputs[0].Name, normalized.FindFeatures());

        // Whoever names classes, or squashes scores, decides something.
        Assert.Throws<DeepLearningException>(() => joined.WithLabels(["a", "b", "c", "d"]).FindFeatures());
        Assert.Throws<DeepLearningException>(() => input.Conv2D(4, 3, padding: 1).Add(input).GlobalAveragePool().Flatten().Softmax().Build().FindFeatures());
    }

    [Theory]
    [InlineData(PixelLayout.Planar, 3, 8, 8)]
    [InlineData(PixelLayout.Interleaved, 8, 8, 3)]
    [InlineData(PixelLayout.Interleaved, 28, 28, 1)]
    [InlineData(PixelLayout.Planar, 1, 28, 28)]
    [InlineData(PixelLayout.Planar, 3, 3, 3)]
    [InlineData(PixelLayout.Planar, 16, 8, 8)]
    public void Sizes_tell_the_layout_when_the_nodes_do_not(PixelLayout layout, int first, int second, int third)
    {
        var network = Network.Input(first, second, third).Flatten().Dense(2).Build();
        Assert.Equal(layout, network.ImageLayout);
        var said = layout == PixelLayout.Planar ? PixelLayout.Interleaved : PixelLayout.Planar;
        Assert.Equal(said, Network.FromBytes(network.WithPreprocessing(new() { Layout = said }).ToBytes()).ImageLayout);
    }

    [Fact]
    public void A_convolution_takes_channels_first_whatever_the_sizes()
    {
        var network = Network.Input(8, 8, 3).ReLU().Conv2D(2, 3, name: "first").Build();
        Assert.Equal(PixelLayout.Planar, network.ImageLayout);
        var error = Assert.Throws<OptionsException>(() => network.WithPreprocessing(new() { Layout = PixelLayout.Interleaved }));
        Assert.Contains("Layout is Interleaved, but node 'first' (Conv)", error.Message);
    }

    [Fact]
    public void Weights_are_new_until_somebody_gives_others()
    {
        var network = Networks.LeNet5();
        Assert.True(network.WithMetadata("a", "b").CutAt().HasNewWeights);
        Assert.False(Network.FromBytes(network.ToBytes()).HasNewWeights);
        Assert.False(network.WithTensors([network.Tensors.Values.First()]).HasNewWeights);
    }

    private static Network Fixed(Network network, long batch) => network.Edit(parts =>
    {
        var graph = parts.Graph.Clone();
        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
        {
            value.Type.TensorType.Shape.Dim[0] = new() { DimValue = batch };
        }

        return parts with { Graph = graph };
    });

    private static Network Replace(Network network, string node, string type, (NetworkTensor Tensor, string Name)? input, params AttributeProto[] attributes) =>
        network.Edit(parts => parts with
        {
            Nodes = [.. parts.Nodes.Select(n =>
            {
                if (n.Name != node)
                {
                    return n;
                }

                var proto = n.Proto.Clone();
                proto.OpType = type;
                proto.Attribute.Clear();
                proto.Attribute.Add(attributes);
                if (input is { } more)
                {
                    proto.Input.Add(more.Name);
                }

                return new NetworkNode(proto);
            })],
            Tensors = input is { } added ? [.. parts.Tensors, added.Tensor] : parts.Tensors,
        });
}
