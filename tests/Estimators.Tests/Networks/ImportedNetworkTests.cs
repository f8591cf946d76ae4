using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Networks;

/// <summary>A network that others trained: MLNETDEEP_DATA names a folder with models/squeezenet1_1.onnx.</summary>
public class ImportedNetworkTests
{
    [Fact]
    public void SqueezeNetAgreesWithOnnxRuntimeAndCanBeTrained()
    {
        string path = Path.Combine(Environment.GetEnvironmentVariable("MLNETDEEP_DATA") ?? "", "models", "squeezenet1_1.onnx");
        Assert.SkipUnless(File.Exists(path), "MLNETDEEP_DATA names no folder with models/squeezenet1_1.onnx.");

        Network network = Network.Load(path);
        long[] shape = [1, 3, 224, 224];
        float[] input = [.. Enumerable.Range(0, 3 * 224 * 224).Select(i => (float)Math.Sin(i * 0.37))];
        using DisposeScope scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network);
        Tensor x = tensor(input).reshape(shape);
        Golden.Near(OnnxRunner.Run(network, input, shape), torchNetwork.Forward(x, training: false).ToFloats(), 1e-3);

        torchNetwork.Forward(x, training: true).pow(S(2)).mean().backward();
        using Tensor gradient = torchNetwork.TakeGradient()!;
        Assert.Equal(network.ParameterCount, gradient.numel());
        Assert.All(gradient.ToFloats().Chunk(10_000), part => Assert.Contains(part, v => v != 0));
    }
}
