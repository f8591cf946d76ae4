using System.Text.Json;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;
using Onnx = MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep.Estimators.Tests.Networks;

public class TorchNetworkTests
{
    private static readonly Dictionary<string, Func<Network>> _networks = new()
    {
        ["mnist convnet"] = () => MlNetDeep.Networks.MnistConvNet(),
        ["lenet"] = () => MlNetDeep.Networks.LeNet5(),
        ["mlp with dropout"] = () => MlNetDeep.Networks.Mlp128Dropout(),
        ["strided, padded, dilated, grouped"] = () => Network.Input(4, 15, 13)
            .Conv2D(8, 3, stride: 2, padding: 1).LeakyReLU(0.2f).Conv2D(8, 3, padding: 2, dilation: 2, groups: 4).ReLU()
            .Conv2D(6, 1).Tanh().GlobalAveragePool().Flatten().Dense(5).Sigmoid().Build(3),
        ["transposed"] = () => Network.Input(3, 5, 5).ConvTranspose2D(4, 4, stride: 2, padding: 1).ReLU().BatchNorm()
            .ConvTranspose2D(2, 3).Flatten().Dense(3).Build(4),
        ["pools and norms"] = () => Network.Input(6, 11, 11).LocalResponseNorm(5).MaxPool2D(3, stride: 2, padding: 1)
            .BatchNorm().ReLU().AveragePool2D(3, stride: 1, padding: 1).Flatten().Dense(4).Softmax().Build(5),
        ["residual and concat"] = () => Network.Input(4, 6, 6).Residual(b => b.Conv2D(4, 3, padding: 1).ReLU())
            .Concat(b => b.Conv2D(2, 1), b => b.Conv2D(3, 3, padding: 1).ReLU()).ReLU().MaxPool2D(2).Reshape(45).Dense(4).Softmax().Build(6),
    };

    public static TheoryData<string> NetworkNames => [.. _networks.Keys];

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void AgreesWithOnnxRuntime(string name)
    {
        using var live = new LiveTensors();
        Network network = _networks[name]();
        foreach (int batch in (int[])[1, 3])
        {
            long[] shape = [batch, .. network.Inputs[0].Shape.Skip(1).Select(d => d!.Value)];
            float[] input = Numbers(shape.Aggregate(1L, (p, d) => p * d));
            float[] expected = OnnxRunner.Run(network, input, shape);

            using DisposeScope scope = NewDisposeScope();
            using var torchNetwork = new TorchNetwork(network);
            float[] found = torchNetwork.Forward(tensor(input).reshape(shape), training: false).ToFloats();
            Golden.Near(expected, found, 1e-4);

            Assert.True(torchNetwork.IsChannelsLast);
            using var planar = new TorchNetwork(network, new TorchNetworkOptions { ChannelsLast = false });
            Golden.Near(expected, planar.Forward(tensor(input).reshape(shape), training: false).ToFloats(), 1e-4);
        }
    }

    [Theory]
    [InlineData(32, false)]
    [InlineData(256, true)]
    public void LargeMapsArePlanarOnTheCpu(int size, bool planar)
    {
        using var torchNetwork = new TorchNetwork(
            Network.Input(3, size, size).Conv2D(16, 3, padding: 1).ReLU().Conv2D(16, 3, padding: 1).GlobalAveragePool().Flatten().Dense(2).Build());
        Assert.Equal(planar, !torchNetwork.IsChannelsLast);
    }

    [Theory]
    [MemberData(nameof(NetworkNames))]
    public void WritesBackWhatItRead(string name)
    {
        Network network = _networks[name]();
        using var torchNetwork = new TorchNetwork(network);
        Assert.Equal(network.ToBytes(), torchNetwork.ToNetwork().ToBytes());
    }

    [Fact]
    public void TrainsLikePyTorch()
    {
        using var live = new LiveTensors();
        JsonElement golden = Golden.Load("run.json");
        Network network = Network.Input(2, 8, 8).Conv2D(4, 3).BatchNorm().ReLU().MaxPool2D(2).Flatten().Dense(3).Softmax().Build();
        float[][] values = [Formula(72, 0.4, 1), Formula(4, 0.1, 2), [.. Formula(4, 0.1, 3).Select(v => 1 + v)], Formula(4, 0.1, 4), Formula(108, 0.3, 5), Formula(3, 0.1, 6)];
        Assert.Equal(values.Length, network.Parameters.Count);
        network = network.WithTensors(network.Parameters.Select((p, i) => NetworkTensor.Create(p.Name, values[i], [.. p.Tensor.Shape])));

        using DisposeScope scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network, new TorchNetworkOptions { StripOutputActivation = true });
        var options = new SgdOptions { Momentum = 0.9 };
        using FlatOptimizer optimizer = options.Create(torchNetwork.Flat.Data, [new GroupSettings(torchNetwork.Flat.Ranges[0], 1, 0)]);
        using var loss = new CrossEntropyLoss(0, null, torchNetwork.Device);
        Tensor x = tensor(Formula(5 * 2 * 64, 1, 7)).reshape(5, 2, 8, 8), y = tensor(new long[] { 0, 1, 2, 1, 0 });
        var losses = new List<float>();
        for (int i = 0; i < 10; i++)
        {
            Tensor mean = loss.Mean(torchNetwork.Forward(x, training: true), y, null);
            mean.backward();
            optimizer.Step(torchNetwork.TakeGradient()!, 0.1);
            losses.Add(mean.item<float>());
        }

        Golden.Near(golden.GetProperty("losses").Floats(), losses, 1e-4);
        Network trained = torchNetwork.ToNetwork();
        float[] Of(int parameter) => trained.Tensors[network.Parameters[parameter].Name].Floats.ToArray();
        Golden.Near(golden.GetProperty("conv").Floats(), Of(0), 1e-4);
        Golden.Near(golden.GetProperty("scale").Floats(), Of(2), 1e-4);
        Golden.Near(golden.GetProperty("dense").Floats(), Of(4), 1e-4);
        Golden.Near(golden.GetProperty("mean").Floats(), trained.Tensors[network.Buffers[0]].Floats.ToArray(), 1e-4);
        Golden.Near(golden.GetProperty("variance").Floats(), trained.Tensors[network.Buffers[1]].Floats.ToArray(), 1e-4);
    }

    [Fact]
    public void FrozenParametersStayAndTheirBatchNormInfers()
    {
        Network network = Shapes.NetworkWithEverything();
        using DisposeScope scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network, new TorchNetworkOptions
        {
            StripOutputActivation = true,
            GroupOf = p => p.Role is ParameterRole.Scale or ParameterRole.Shift || p.Tensor.Shape.Count == 4 ? -1 : 0,
        });
        torchNetwork.Forward(ones([2, 1, 8, 8]), training: true).sum().backward();
        torchNetwork.Parameters.sub_(torchNetwork.TakeGradient()!);
        Network trained = torchNetwork.ToNetwork();
        foreach (NetworkParameter parameter in network.Parameters)
        {
            bool frozen = parameter.Role is ParameterRole.Scale or ParameterRole.Shift || parameter.Tensor.Shape.Count == 4;
            bool same = parameter.Tensor.Floats.SequenceEqual(trained.Tensors[parameter.Name].Floats);
            Assert.True(!frozen || same, parameter.Name);
        }

        Assert.Contains(network.Parameters, p => !p.Tensor.Floats.SequenceEqual(trained.Tensors[p.Name].Floats));
        Assert.All(network.Buffers, b => Assert.True(network.Tensors[b].Floats.SequenceEqual(trained.Tensors[b].Floats)));
    }

    [Fact]
    public void DropoutDropsInTrainingOnlyAndRepeatsWithItsSeed()
    {
        Network network = Network.Input(400).Dropout(0.25f).Build();
        using DisposeScope scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network);
        Tensor x = ones([4, 400]);
        Assert.All(torchNetwork.Forward(x, training: false).ToFloats(), v => Assert.Equal(1, v));
        torchNetwork.SeedDropout(5);
        float[] first = torchNetwork.Forward(x, training: true).ToFloats();
        float[] second = torchNetwork.Forward(x, training: true).ToFloats();
        torchNetwork.SeedDropout(5);
        Assert.Equal(first, torchNetwork.Forward(x, training: true).ToFloats());
        Assert.NotEqual(first, second);
        Assert.All(first, v => Assert.True(v == 0 || Math.Abs(v - (4f / 3)) < 1e-6));
        Assert.InRange(first.Count(v => v == 0) / 1600.0, 0.2, 0.3);
    }

    [Theory]
    [InlineData("a b c", false)]
    [InlineData("a b", false)]
    [InlineData("b c", true)]
    [InlineData("a c", true)]
    [InlineData("", true)]
    public void DropoutBetweenFrozenLayersDoesNotDrop(string frozen, bool drops)
    {
        Network network = Network.Input(30).Dense(30, name: "a").ReLU().Dropout(0.5f, name: "drop").Flatten().Dense(30, name: "b").ReLU().Dense(5, name: "c").Build(seed: 3);
        using DisposeScope scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network, new TorchNetworkOptions
        {
            GroupOf = p => frozen.Split(' ').Contains(p.Layer) ? -1 : 0,
        });
        Tensor x = tensor(Numbers(90)).reshape(3, 30);
        float[] scoring = torchNetwork.Forward(x, training: false).ToFloats(), training = torchNetwork.Forward(x, training: true).ToFloats();
        Assert.Equal(drops, !scoring.SequenceEqual(training));
    }

    [Fact]
    public void DropoutOnTheImageDropsUnlessWhatReadsItIsFrozen()
    {
        Network network = Network.Input(30).Dropout(0.5f).Dense(30, name: "a").ReLU().Dense(5, name: "b").Build(seed: 3);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(Numbers(90)).reshape(3, 30);
        bool Drops(string frozen)
        {
            using var torchNetwork = new TorchNetwork(network, new TorchNetworkOptions { GroupOf = p => p.Layer == frozen ? -1 : 0 });
            return !torchNetwork.Forward(x, training: false).ToFloats().SequenceEqual(torchNetwork.Forward(x, training: true).ToFloats());
        }

        Assert.True(Drops("b"));
        Assert.False(Drops("a"));
    }

    [Fact]
    public void BFloat16IsCloseAndGivesFloats()
    {
        using DisposeScope scope = NewDisposeScope();
        Network network = Shapes.NetworkWithEverything();
        float[] input = Numbers(64 * 3);
        using var exact = new TorchNetwork(network);
        using var rough = new TorchNetwork(network, new TorchNetworkOptions { BFloat16 = true });
        Tensor found = rough.Forward(tensor(input).reshape(3, 1, 8, 8), training: true);
        Assert.Equal(ScalarType.Float32, found.dtype);
        found.sum().backward();
        Assert.Equal(ScalarType.Float32, rough.TakeGradient()!.dtype);
        Golden.Near(
            exact.Forward(tensor(input).reshape(3, 1, 8, 8), training: false).ToFloats(),
            rough.Forward(tensor(input).reshape(3, 1, 8, 8), training: false).ToFloats(), 0.02);
    }

    [Fact]
    public void WrongInputNamesTheNode()
    {
        using var torchNetwork = new TorchNetwork(Shapes.Network());
        using Tensor wrong = zeros([1, 3, 8, 8]);
        TrainingException error = Assert.Throws<TrainingException>(() => { torchNetwork.Forward(wrong, training: false); });
        Assert.Contains("(Conv)", error.Message);
    }

    [Theory]
    [InlineData(7, 4)]
    [InlineData(1, 7, 4)]
    [InlineData(3, 2, 8, 4)]
    public void FactorsThatDoNotFitNameTheNode(params int[] shape)
    {
        var weight = new Onnx.TensorProto { Name = "weight", DataType = 1, Dims = { shape.Select(d => (long)d) } };
        weight.FloatData.AddRange(Numbers(shape.Aggregate(1, (size, d) => size * d)));
        Onnx.ModelProto model = Onnx.ModelProto.Parser.ParseFrom(
            Network.Input(2, 8, 8).ReLU().Build().ToBytes());
        Onnx.NodeProto node = model.Graph.Node[0];
        node.OpType = "MatMul";
        node.Input.Add("weight");
        model.Graph.Initializer.Add(weight);
        using var torchNetwork = new TorchNetwork(Network.FromBytes(Google.Protobuf.MessageExtensions.ToByteArray(model)));
        using Tensor input = zeros([2, 2, 8, 8]);
        TrainingException error = Assert.Throws<TrainingException>(() => { torchNetwork.Forward(input, training: false); });
        Assert.Contains("(MatMul)", error.Message);
    }

    private static float[] Numbers(long count) => [.. Enumerable.Range(0, (int)count).Select(i => (float)Math.Sin(i * 1.7))];

    private static float[] Formula(int count, double scale, double shift) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(Math.Sin((i * 12.9898) + shift) * scale))];
}
