using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class NetworkEditTests
{
    private readonly Network _network = Networks.MnistConvNet();

    [Fact]
    public void Metadata_travels_with_the_file()
    {
        var preprocessing = new ImagePreprocessing
        {
            Width = 28,
            Height = 28,
            Channels = 1,
            ColorOrder = ColorOrder.Gray,
            Scale = 1 / 255f,
            Mean = [0.1307f],
            StandardDeviation = [0.3081f],
            Fit = ImageFit.Pad,
            PadLevel = 7,
            Layout = PixelLayout.Planar,
        };
        Assert.Equal(preprocessing, ImagePreprocessing.FromJson(preprocessing.ToJson()));
        Assert.NotEqual(preprocessing, preprocessing with { PadLevel = 8 });
        var labels = Enumerable.Range(0, 10).Select(i => $"رقم \"{i}\"").ToList();
        var back = Network.FromBytes(_network.WithLabels(labels).WithPreprocessing(preprocessing)
            .WithMetadata("author", "somebody").ToBytes());
        Assert.Equal(labels, back.Labels);
        Assert.Equal(preprocessing, back.Preprocessing);
        Assert.Equal("somebody", back.Metadata["author"]);
        Assert.Null(_network.Labels);
        var cleared = back.WithLabels(null).WithPreprocessing(null).WithMetadata("author", null);
        Assert.Empty(cleared.Metadata);
        Assert.Equal(_network.ToBytes(), cleared.ToBytes());
    }

    [Fact]
    public void Bad_metadata_is_refused()
    {
        Assert.Throws<NetworkFormatException>(() => _network.WithMetadata("labels", "not json"));
        Assert.Throws<NetworkFormatException>(() => _network.WithMetadata("labels", "[1, 2]"));
        Assert.Throws<NetworkFormatException>(() => _network.WithMetadata("labels", "[null]"));
        Assert.Throws<NetworkFormatException>(() => _network.WithMetadata("preprocessing", "{\"scale\": 0}"));
        Assert.Throws<NetworkFormatException>(() => _network.WithMetadata("preprocessing", "{\"mean\": null}"));
        Assert.Throws<NetworkFormatException>(() => _network.WithMetadata("frozen", "null"));
        Assert.Throws<OptionsException>(() => _network.WithPreprocessing(new() { Scale = float.NaN }));
        Assert.Throws<OptionsException>(() => _network.WithPreprocessing(new() { Fit = ImageFit.Pad, ShortSide = 30 }));
        Assert.Throws<OptionsException>(() => _network.WithPreprocessing(new() { Layout = (PixelLayout)7 }));
        Assert.Throws<OptionsException>(() => _network.WithPreprocessing(new() { Channels = 3, Mean = [1, 2] }));
    }

    [Fact]
    public void Freezing_is_stored_and_shown()
    {
        var frozen = Network.FromBytes(_network.WithFrozen(p => p.Layer.StartsWith("conv", StringComparison.Ordinal)).ToBytes());
        Assert.Equal(6, frozen.Parameters.Count(p => !p.Trainable));
        var summary = frozen.Summary();
        Assert.Equal(93_322, summary.TotalParameters);
        Assert.Equal((576 * 64) + 64 + 650, summary.TrainableParameters);
        Assert.True(summary.Rows.Single(r => r.Layer == "conv2").Frozen);
        Assert.Contains("frozen", summary.ToString(), StringComparison.Ordinal);
        Assert.All(frozen.WithFrozen(_ => false).Parameters, p => Assert.True(p.Trainable));
        Assert.Empty(frozen.WithFrozen(_ => false).Metadata);
    }

    [Fact]
    public void Tensors_are_replaced_and_the_others_shared()
    {
        var values = new float[650];
        values[7] = 3;
        var changed = _network.WithTensors([NetworkTensor.Create("dense2.weight", values.AsSpan(0, 640), 10, 64)]);
        Assert.Equal(3, changed.Tensors["dense2.weight"].Floats[7]);
        Assert.NotEqual(3, _network.Tensors["dense2.weight"].Floats[7]);
        Assert.Same(_network.Tensors["conv1.weight"], changed.Tensors["conv1.weight"]);
        Assert.Equal(3, Network.FromBytes(changed.ToBytes()).Tensors["dense2.weight"].Floats[7]);

        var shape = Assert.Throws<ShapeException>(
            () => _network.WithTensors([NetworkTensor.Create("dense2.weight", values.AsSpan(0, 640), 64, 10)]));
        Assert.Contains("[10, 64]", shape.Message, StringComparison.Ordinal);
        Assert.Contains("[64, 10]", shape.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _network.WithTensors([NetworkTensor.Create("nobody", values, 650)]));
        Assert.Throws<ArgumentException>(() => _network.WithTensors([NetworkTensor.Create("dense2.bias", new long[10], 10)]));
        Assert.Throws<ArgumentException>(() => NetworkTensor.Create("x", values, 3, 3));
        Assert.Throws<InvalidOperationException>(() => _network.Tensors["dense2.bias"].Int64s.Length);
    }

    [Fact]
    public void Output_activation_is_added_once_and_keeps_the_name()
    {
        Assert.Same(_network, _network.WithOutputActivation("Softmax"));
        var logits = Network.Input(4).Dense(3, name: "logits").Build();
        var scored = logits.WithOutputActivation("Softmax");
        Assert.Equal("output", scored.Outputs.Single().Name);
        Assert.Equal(["Gemm", "Softmax"], scored.Nodes.Select(n => n.OpType));
        Assert.Equal(1, scored.Nodes[1].GetInt("axis", 0));
        Assert.Equal([1, 3], scored.InferShapes()["output"]);
        Assert.Same(scored, scored.WithOutputActivation("Softmax"));
        Assert.Throws<ArgumentException>(() => logits.WithOutputActivation("Tanh"));
    }

    [Fact]
    public void Values_inside_become_outputs()
    {
        var maps = _network.WithOutputs("relu1", "max_pool2");
        Assert.Equal(["relu1", "max_pool2"], maps.Outputs.Select(o => o.Name));
        Assert.Equal([null, 32, 26, 26], maps.Outputs[0].Shape);
        Assert.Equal("max_pool2", maps.Nodes[^1].Name);
        Assert.DoesNotContain("dense1.weight", maps.Tensors.Keys);
        Assert.Equal(maps.ToBytes(), Network.FromBytes(maps.ToBytes()).ToBytes());
        Assert.Equal([2, 64, 5, 5], maps.InferShapes(2)["max_pool2"]);
        Assert.Throws<ArgumentException>(() => _network.WithOutputs());
        Assert.Throws<ArgumentException>(() => _network.WithOutputs("relu1", "relu1"));
        Assert.Throws<ArgumentException>(() => _network.WithOutputs("conv1.weight"));
    }
}
