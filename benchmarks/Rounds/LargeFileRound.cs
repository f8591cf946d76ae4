using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using MlNetDeep.Benchmarks.Running;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>Opens or saves the large file, in milliseconds; or both, in MB of peak memory.</summary>
internal sealed class LargeFileRound : IRound
{
    private readonly Func<double> _run;

    public LargeFileRound(string what, int threads)
    {
        _run = what switch
        {
            "open" => Timed(() => Open(threads)),
            "save" => Saving(),
            "bare" => Timed(() => Bare(threads)),
            "memory" => Memory,
            "open-memory" => () => Peak(() => Open(threads)),
            "bare-memory" => () => Peak(() => Bare(threads)),
            "size" => () => new FileInfo(LargeFile.Path).Length / 1048576.0,
            _ => throw new ArgumentException($"there is no round '{what}'", nameof(what)),
        };
    }

    public double Run() => _run();

    public void Dispose()
    {
    }

    private static void Open(int threads)
    {
        var context = new MLContext(seed: 1);
        using ConvNetTransformer model = context.DeepLearning.Score(Network.Load(LargeFile.Path), new ConvNetTransformerOptions
        {
            Device = "cpu",
            Threads = threads == Environment.ProcessorCount ? 0 : threads,
        });
    }

    private static void Bare(int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        using var session = new InferenceSession(LargeFile.Path, options);
    }

    private static double Memory() => Peak(() => Network.Load(LargeFile.Path).Save(LargeFile.Copy));

    private static double Peak(Action work)
    {
        work();
        return PeakMemory.OfThisProcess();
    }

    private static Func<double> Saving()
    {
        Network network = Network.Load(LargeFile.Path);
        return Timed(() => network.Save(LargeFile.Copy));
    }

    private static Func<double> Timed(Action work) => () =>
    {
        // What the round before has left is not this one's to clear away.
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    };
}
