using System.Diagnostics;
using MlNetDeep.Estimators;

namespace MlNetDeep.Examples;

/// <summary>Measures the time from the start of the process to the end of the first training step.</summary>
internal sealed class FirstBatchClock
{
    /// <summary>The time; null when no step was taken or nobody asked.</summary>
    public TimeSpan? Elapsed { get; private set; }

    /// <summary>The trainer's callback.</summary>
    public void OnBatchEnd(BatchEndArguments batch)
    {
        if (Elapsed is null)
        {
            using Process process = Process.GetCurrentProcess();
            Elapsed = DateTime.Now - process.StartTime;
        }
    }
}
