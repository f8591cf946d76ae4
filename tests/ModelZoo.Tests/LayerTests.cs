using Google.Protobuf;
using MlNetDeep.ModelZoo.Onnx;
using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

/// <summary>Finding layers, cutting networks and giving them new heads.</summary>
public sealed class LayerTests
{
    private static readonly float[] _image = [.. Enumerable.Range(0, 2 * 3 * 64 * 64).Select(i => MathF.Sin(i * 0.37f))];

    [Theory]
    [InlineData("squeezenet1_1", 64, new long[] { 1, 512, 3, 3 })]
    [InlineData("resnet18", 64, new long[] { 1, 512 })]
    [InlineData("mobilenet_v2", 64, new long[] { 1, 1280 })]
    [InlineData("vgg11", 32, new long[] { 1, 4096 })]
    [InlineData("alexnet", 64, new long[] { 1, 4096 })]
    [InlineData("lenet5", 28, new long[] { 1, 84 })]
    [InlineData("mobilenet_v3_small", 32, new long[] { 1, 1024 })]
    [InlineData("efficientnet_b0", 32, new long[] { 1, 1280 })]
    [InlineData("densenet121", 32, new long[] { 1, 1024 })]
    [InlineData("convnext_tiny", 32, new long[] { 1, 768 })]
    [InlineData("vit_b_16", 32, new long[] { 1, 768 })]
    public void Features_are_what_the_last_layer_with_weights_reads(string architecture, int size, long[] shape)
    {
        var network = Networks.Create(architecture, architecture == "lenet5" ? null : new() { Height = size, Width = size, Classes = 5 });
        var value = network.FindFeatures();
        Assert.Equal(shape, network.InferShapes()[value]);
        var readers = network.Nodes.Where(n => n.Inputs.Contains(value)).Select(n => n.OpType).ToList();
        Assert.All(readers, op => Assert.Contains(op, (string[])["Gemm", "Conv", "Dropout"]));
    }

    [Fact]
    public void Networks_without_features_say_so()
    {
        Assert.Contains("Name the layer", Assert.Throws<DeepLearningException>(Networks.SoftmaxRegression().FindFeatures).Message);
        var sum = Network.Input(4);
        var joined = sum.Dense(3).Add(sum.Dense(3)).Build();
        Assert.Contains("(Add)", Assert.Throws<DeepLearningException>(joined.FindFeatures).Message);
    }

    [Theory]
    [InlineData("layer4", "layer4.1.relu")]
    [InlineData("layer1.0", "layer1.0.relu")]
    [InlineData("conv1", "conv1")]
    public void A_layer_is_a_node_or_the_last_of_a_block(string layer, string beginning)
    {
        var network = Networks.Create("resnet18", new() { Height = 64, Width = 64 });
        Assert.StartsWith(beginning, network.FindValue(layer));
    }

    [Fact]
    public void The_nearest_layer_is_suggested()
    {
        var network = Networks.Create("resnet18", new() { Height = 64, Width = 64 });
        var error = Assert.Throws<OptionsException>(() => network.CutAt("layer5"));
        Assert.Contains("'layer5'", error.Message);
        Assert.Contains("did you mean 'layer", error.Message);
        Assert.Throws<OptionsException>(() => network.ParametersFrom("leyer4"));
        Assert.Contains("conv1", Assert.Throws<OptionsException>(() => network.FindValue("konv1")).Message);
    }

    [Fact]
    public void Parameters_from_a_layer_on_leave_out_what_comes_before()
    {
        var network = Networks.Create("resnet18", new() { Height = 64, Width = 64, Classes = 4 });
        var late = network.ParametersFrom("layer4");
        Assert.Equal([.. network.Parameters.Where(p => p.Layer.StartsWith("layer4") || p.Layer.StartsWith("fc")).Select(p => p.Name)], [.. late.Select(p => p.Name)]);
        Assert.Equal(network.Parameters, network.ParametersFrom(network.Nodes[0].Name));
    }

    [Fact]
    public void A_cut_network_gives_the_value_that_the_whole_one_has_there()
    {
        var network = Small();
        var cut = network.WithLabels(["a", "b", "c"]).WithPreprocessing(new() { Scale = 0.5f }).CutAt("conv2");
        var expected = OnnxRunner.RunAll(network.WithOutputs("conv2", network.Outputs[0].Name), _image[..(2 * 3 * 64)], 2, 3, 8, 8)[0];
        Assert.Equal(expected, OnnxRunner.RunAll(cut, _image[..(2 * 3 * 64)], 2, 3, 8, 8)[0]);
        Assert.Null(cut.Labels);
        Assert.Equal(0.5f, cut.Preprocessing!.Scale);
        Assert.DoesNotContain(cut.Nodes, n => n.OpType == "Gemm");
    }

    [Theory]
    [InlineData(FeaturePooling.Average)]
    [InlineData(FeaturePooling.Maximum)]
    [InlineData(FeaturePooling.None)]
    public void Features_are_pooled_maps(FeaturePooling pooling)
    {
        var network = Small();
        var input = _image[..(2 * 3 * 64)];
        var maps = OnnxRunner.RunAll(network.CutAt("conv2"), input, 2, 3, 8, 8)[0];
        var features = OnnxRunner.RunAll(network.ToFeatures("conv2", pooling), input, 2, 3, 8, 8)[0];
        var plane = maps.Length / (2 * 5);
        float[] expected = pooling switch
        {
            FeaturePooling.Average => [.. maps.Chunk(plane).Select(m => m.Average())],
            FeaturePooling.Maximum => [.. maps.Chunk(plane).Select(m => m.Max())],
            _ => maps,
        };
        Assert.True(OnnxRunner.Difference(expected, features) < 1e-6);
    }

    [Fact]
    public void A_head_continues_where_the_body_ends()
    {
        var body = Small().ToFeatures("conv2");
        var head = Network.Input(5).BatchNorm().Dense(4).ReLU().Dropout(0.5f).Dense(2).Softmax().Build(9).WithLabels(["cat", "dog"]);
        var joined = body.WithHead(head);
        var input = _image[..(2 * 3 * 64)];
        var features = OnnxRunner.RunAll(body, input, 2, 3, 8, 8)[0];
        Assert.Equal(OnnxRunner.RunAll(head, features, 2, 5)[0], OnnxRunner.RunAll(joined, input, 2, 3, 8, 8)[0]);
        Assert.Equal(["cat", "dog"], joined.Labels!);
        Assert.Equal(body.ParameterCount + head.ParameterCount, joined.ParameterCount);
        Assert.Equal("output", joined.Outputs[0].Name);
        Assert.Equal(["N", "2"], joined.Outputs[0].Shape.Select(d => d?.ToString() ?? "N"));
        Assert.Contains(joined.Parameters, p => p.Name == "head.dense1.weight");
        Assert.Equal(joined.ToBytes(), Network.FromBytes(joined.ToBytes()).ToBytes());
    }

    [Fact]
    public void Two_heads_do_not_get_into_each_others_way()
    {
        var head = Network.Input(3).Dense(3).ReLU().Build(1);
        var body = Network.Input(3).Dense(3).ReLU().Build(0);
        var joined = body.WithHead(head).WithHead(head);
        var input = _image[..6];
        var expected = OnnxRunner.RunAll(head, OnnxRunner.RunAll(head, OnnxRunner.RunAll(body, input, 2, 3)[0], 2, 3)[0], 2, 3)[0];
        Assert.Equal(expected, OnnxRunner.RunAll(joined, input, 2, 3)[0]);
        Assert.Equal(6, joined.Parameters.Select(p => p.Name).Distinct().Count());
    }

    [Fact]
    public void Heads_that_do_not_fit_are_refused()
    {
        var body = Small().ToFeatures("conv2");
        var error = Assert.Throws<ShapeException>(() => body.WithHead(Network.Input(6).Dense(2).Build()));
        Assert.Contains("6", error.Message);
        Assert.Contains("5", error.Message);
        Assert.Throws<ShapeException>(() => body.WithHead(Network.Input(5, 1, 1).Flatten().Build()));
        Assert.Throws<DeepLearningException>(() => Small().WithOutputs("conv1", "conv2").WithHead(Network.Input(5).Dense(2).Build()));
    }

    [Fact]
    public void A_body_of_an_older_operator_set_gets_dropout_as_it_knows_it()
    {
        var body = WithOpset(Network.Input(3).Dense(5).ReLU().Build(), 9);
        var head = Network.Input(5).Dropout(0.25f).Dense(2).Softmax().Build(3);
        var joined = Network.FromBytes(body.WithHead(head).ToBytes());
        Assert.Equal(9, joined.OpsetVersion);
        var dropout = joined.Nodes.Single(n => n.OpType == "Dropout");
        Assert.Single(dropout.Inputs);
        Assert.Equal(0.25f, dropout.GetFloat("ratio", 0));
        var input = _image[..6];
        Assert.Equal(
            OnnxRunner.RunAll(head, OnnxRunner.RunAll(body, input, 2, 3)[0], 2, 5)[0], OnnxRunner.RunAll(joined, input, 2, 3)[0]);
        var reshaped = Network.Input(5).Reshape(1, 5).Flatten().Build();
        Assert.Contains("operator set", Assert.Throws<DeepLearningException>(() => body.WithHead(reshaped)).Message);
    }

    private static Network Small() => Network.Input(3, 8, 8)
        .Conv2D(4, 3, name: "conv1").BatchNorm().ReLU().Conv2D(5, 3, name: "conv2").ReLU().Flatten().Dense(3).Softmax().Build(4);

    private static Network WithOpset(Network network, long version)
    {
        var model = ModelProto.Parser.ParseFrom(network.ToBytes());
        model.OpsetImport[0].Version = version;
        return Network.FromBytes(model.ToByteArray());
    }
}
