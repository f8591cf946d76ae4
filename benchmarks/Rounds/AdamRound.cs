using System.Diagnostics;
using MlNetDeep.Estimators.LibTorch;
using MlNetDeep.Estimators.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The milliseconds of a step of Adam on as many parameters as VGG-16 has.</summary>
internal sealed class AdamRound : IRound
{
    private const long Parameters = 138_357_544;

    private readonly Tensor _parameters;
    private readonly Tensor _gradient;
    private readonly FlatOptimizer _optimizer;

    public AdamRound(int threads)
    {
        TorchLibrary.Ready();
        set_num_threads(threads);
        _parameters = rand(Parameters);
        _gradient = rand(Parameters);
        _optimizer = new AdamOptions().Create(_parameters, [new GroupSettings(new ParameterRange(0, 0, Parameters), 1, 0)]);
    }

    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        _optimizer.Step(_gradient, 1e-4);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _gradient.Dispose();
        _parameters.Dispose();
    }
}
