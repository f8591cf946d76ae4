using System.Diagnostics;
using MlNetDeep.Benchmarks.Rounds;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Benchmarks.Plain;

/// <summary>The milliseconds of a step of TorchSharp's Adam on the parameters of VGG-16.</summary>
internal sealed class PlainAdamRound : IRound
{
    private readonly nn.Module<Tensor, Tensor> _network = PlainNetworks.Vgg16();
    private readonly optim.Optimizer _optimizer;

    public PlainAdamRound(int threads)
    {
        set_num_threads(threads);
        foreach (TorchSharp.Modules.Parameter parameter in _network.parameters())
            parameter.grad = rand_like(parameter);
        _optimizer = optim.Adam(_network.parameters(), 1e-4);
    }

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        _optimizer.step();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
    }
}
