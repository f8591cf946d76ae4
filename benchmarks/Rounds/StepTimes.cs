using System.Diagnostics;
using MlNetDeep.Benchmarks.Running;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>Times training steps from the end of one batch to the end of the next, so that what the feed does is part of them.</summary>
internal sealed class StepTimes
{
    private readonly List<double> _milliseconds = [];
    private long _last;

    public double Median => Outcome.Median(_milliseconds);

    public void OnBatchEnd(BatchEndArguments arguments)
    {
        long now = Stopwatch.GetTimestamp();
        if (_last != 0)
            _milliseconds.Add(Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds);
        _last = now;
    }
}
