using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class NetworkBuilderTests
{
    [Fact]
    public void Shapes_follow_the_layers()
    {
        var b = Network.Input(3, 32, 32);
        Assert.Equal([8, 30, 30], b.Conv2D(8, 3).Shape);
        Assert.Equal([8, 32, 32], b.Conv2D(8, 3, padding: Padding.Same).Shape);
        Assert.Equal([8, 32, 32], b.Conv2D(8, (4, 3), padding: Padding.Same).Shape);
        Assert.Equal([8, 16, 16], b.Conv2D(8, 3, stride: 2, padding: 1).Shape);
        Assert.Equal([8, 16, 11], b.Conv2D(8, 3, stride: (2, 3), padding: Padding.Same).Shape);
        Assert.Equal([8, 28, 28], b.Conv2D(8, 3, dilation: 2).Shape);
        Assert.Equal([8, 64, 64], b.ConvTranspose2D(8, 4, stride: 2, padding: 1).Shape);
        Assert.Equal([8, 64, 64], b.ConvTranspose2D(8, 3, stride: 2, padding: Padding.Same).Shape);
        Assert.Equal([8, 96, 96], b.ConvTranspose2D(8, 2, stride: 3, padding: Padding.Same).Shape);
        Assert.Equal([3, 16, 16], b.MaxPool2D(2).Shape);
        Assert.Equal([3, 15, 15], b.MaxPool2D(3, stride: 2).Shape);
        Assert.Equal([3, 16, 16], b.MaxPool2D(3, stride: 2, ceiling: true).Shape);
        Assert.Equal([3, 32, 32], b.AveragePool2D(3, stride: 1, padding: Padding.Same, countPadding: true).Shape);
        Assert.Equal([3, 1, 1], b.GlobalAveragePool().Shape);
        Assert.Equal([3072], b.Flatten().Shape);
        Assert.Equal([12, 16, 16], b.Reshape(12, -1, 16).Shape);
        Assert.Equal([7], b.Flatten().Dense(7).Shape);
        Assert.Equal([3, 32, 32], b.BatchNorm().LocalResponseNorm(5).Dropout().ReLU().LeakyReLU().Sigmoid().Tanh().Softmax().Shape);
    }

    [Fact]
    public void Layers_are_named_and_numbered_and_so_are_their_tensors()
    {
        var network = Network.Input(1, 8, 8).Conv2D(2, 3).BatchNorm().ReLU().Conv2D(2, 3, bias: false, name: "second")
            .Flatten().Dense(3).Build();
        Assert.Equal(["conv1", "batch_norm1", "relu1", "second", "flatten1", "dense1"], network.Nodes.Select(n => n.Name));
        Assert.Equal(
            ["conv1.weight", "conv1.bias", "batch_norm1.weight", "batch_norm1.bias", "second.weight", "dense1.weight", "dense1.bias"],
            network.Parameters.Select(p => p.Name));
        Assert.Equal(["batch_norm1.running_mean", "batch_norm1.running_var"], network.Buffers);
        Assert.Equal(
            [ParameterRole.Weight, ParameterRole.Bias, ParameterRole.Scale, ParameterRole.Shift],
            network.Parameters.Take(4).Select(p => p.Role));
        Assert.Equal([2, 1, 3, 3], network.Tensors["conv1.weight"].Shape);
        Assert.Equal([3, 32], network.Tensors["dense1.weight"].Shape);
        Assert.DoesNotContain("second.bias", network.Tensors.Keys);
    }

    [Fact]
    public void Branches_join_and_unused_ones_are_left_out()
    {
        var stem = Network.Input(4, 8, 8).Conv2D(4, 3, padding: 1);
        _ = stem.Conv2D(99, 3);
        var network = stem
            .Residual(b => b.Conv2D(4, 3, padding: 1).ReLU())
            .Residual(b => b.Conv2D(6, 3, stride: 2, padding: 1), s => s.Conv2D(6, 1, stride: 2))
            .Concat(b => b.Conv2D(2, 1), b => b.Conv2D(3, 3, padding: 1), b => b)
            .Build();
        Assert.Equal([1, 11, 4, 4], network.InferShapes()["output"]);
        Assert.DoesNotContain(network.Tensors.Values, t => t.Shape.Count > 0 && t.Shape[0] == 99);
        Assert.Equal(2, network.Nodes.Count(n => n.OpType == "Add"));
    }

    [Fact]
    public void Layers_may_be_called_input_and_output()
    {
        var network = Network.Input(4).Dense(3, name: "input").Dense(2, name: "output").Softmax().Build();
        Assert.Equal([1, 2], network.InferShapes()["output"]);
        Assert.Equal(["input", "output", "softmax1"], network.Nodes.Select(n => n.Name));
    }

    [Fact]
    public void Activations_and_layer_normalization_give_the_formulas_numbers()
    {
        float[] x = [-4, -1.5f, -0.3f, 0, 0.7f, 2, 3.5f, 8];
        IEnumerable<double> Run(Func<NetworkBuilder, NetworkBuilder> layer) =>
            OnnxRunner.RunAll(layer(Network.Input(8)).Build(), x, 1, 8)[0].Select(v => (double)v);
        static double Hard(double v) => Math.Clamp((v / 6) + 0.5, 0, 1);
        var mean = x.Average();
        var deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)) + 1e-5);

        // Values of the normal distribution function are those of Abramowitz and Stegun's table 26.1.
        Assert.Equal((double[])[-0.000127, -0.100211, -0.114627, 0, 0.530625, 1.9545, 3.499186, 8], Run(b => b.Gelu()), Near);
        Assert.Equal(x.Select(v => v / (1 + Math.Exp(-v))), Run(b => b.SiLU()), Near);
        Assert.Equal(x.Select(v => Hard(v)), Run(b => b.HardSigmoid()), Near);
        Assert.Equal(x.Select(v => v * Hard(v)), Run(b => b.HardSwish()), Near);
        Assert.Equal(x.Select(v => (v - mean) / deviation), Run(b => b.LayerNorm()), Near);
        Assert.Equal(x.Select(v => (double)v * v), Run(b => b.Multiply(b)), Near);
        static bool Near(double expected, double found) => Math.Abs(expected - found) < 2e-5;
    }

    [Fact]
    public void A_gate_multiplies_each_channel_and_must_fit()
    {
        var image = Network.Input(3, 4, 5);
        Assert.Equal([3, 4, 5], image.Multiply(image.GlobalAveragePool().Sigmoid()).Shape);
        Assert.Contains("multiply", Assert.Throws<ShapeException>(() => image.Multiply(image.Conv2D(2, 1))).Message);
        Assert.Throws<ArgumentException>(() => image.Multiply(Network.Input(3, 4, 5)));
    }

    [Fact]
    public void Only_layer_normalization_needs_the_newer_operator_set()
    {
        Assert.Equal(13, Network.Input(4).Dense(3).SiLU().Build().OpsetVersion);
        Assert.Equal(17, Network.Input(4).Dense(3).LayerNorm().Build().OpsetVersion);
    }

    [Fact]
    public void Dense_on_an_image_says_to_flatten_and_gives_the_shape()
    {
        var error = Assert.Throws<ShapeException>(() => Network.Input(3, 8, 8).Conv2D(4, 3, name: "stem").Dense(10, name: "head"));
        Assert.Equal("head", error.Layer);
        Assert.Contains("'head'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'stem' has shape [N, 4, 6, 6]", error.Message, StringComparison.Ordinal);
        Assert.Contains("Flatten", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_name_the_layer_and_both_shapes()
    {
        var b = Network.Input(3, 8, 8);
        AssertShape(() => b.Flatten().Conv2D(4, 3, name: "c"), "'c'", "[N, 192]", "[N, channels, height, width]");
        AssertShape(() => b.Conv2D(4, 9, name: "wide"), "'wide'", "9", "[1, 3, 8, 8]");
        AssertShape(() => b.Conv2D(4, 3).Add(b, name: "sum"), "'sum'", "[N, 4, 6, 6]", "[N, 3, 8, 8]");
        AssertShape(() => b.Conv2D(4, 3).Concat(b, name: "cat"), "'cat'", "[1, 4, 6, 6]", "[1, 3, 8, 8]");
        AssertShape(() => b.Reshape([5, 5], "view"), "'view'", "[1, 3, 8, 8]", "[0, 5, 5]");
        AssertShape(() => Network.Input(0), "'input'", "[0]");
        AssertShape(() => Network.Input(3, int.MaxValue, 1).Flatten().Dense(int.MaxValue, name: "huge"), "'huge", "too large");
    }

    [Fact]
    public void All_bad_arguments_are_reported_together()
    {
        var error = Assert.Throws<OptionsException>(
            () => Network.Input(3, 8, 8).Conv2D(0, 0, stride: 0, dilation: -1, groups: 0, name: "bad"));
        Assert.Equal(5, error.Problems.Count);
        Assert.All(error.Problems, p => Assert.Contains("'bad'", p, StringComparison.Ordinal));
        Assert.Throws<OptionsException>(() => Network.Input(3, 8, 8).Conv2D(4, 3, groups: 2));
        Assert.Throws<OptionsException>(() => Network.Input(3).Dropout(1));
        Assert.Throws<OptionsException>(() => Network.Input(3).Dense(0));
        Assert.Throws<OptionsException>(() => Network.Input(3, 8, 8).MaxPool2D(2, padding: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Padding.Of(-1, 0, 0, 0));
        Assert.Throws<ArgumentException>(() => Network.Input(3).Dense(2, name: "x").Dense(2, name: "x"));
        Assert.Throws<ArgumentException>(() => Network.Input(3).Add(Network.Input(3)));
        Assert.Throws<InvalidOperationException>(() => Network.Input(3).Build());
    }

    private static void AssertShape(Action action, params string[] parts)
    {
        var error = Assert.Throws<ShapeException>(action);
        Assert.All(parts, p => Assert.Contains(p, error.Message, StringComparison.Ordinal));
    }
}
