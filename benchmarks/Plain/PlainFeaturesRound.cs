using System.Diagnostics;
using MlNetDeep.Benchmarks.Rounds;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MlNetDeep.Benchmarks.Plain;

/// <summary>The seconds that VGG-16's convolutions take for 16 images in batches of 8, without gradients.</summary>
internal sealed class PlainFeaturesRound : IRound
{
    private readonly Module<Tensor, Tensor> _network = PlainNetworks.Vgg16Features();
    private readonly Tensor _images;

    public PlainFeaturesRound(int threads)
    {
        set_num_threads(threads);
        _network.eval();
        _images = rand(16, 3, 224, 224);
    }

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach (Tensor batch in _images.split(8))
            functional.adaptive_avg_pool2d(_network.call(batch), 1).flatten(1);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose() => _network.Dispose();
}
