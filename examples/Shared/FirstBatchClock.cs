using System.Diagnostics;
using System.Globalization;

namespace MlNetDeep.Examples;

/// <summary>
/// Measures the time from the start of the process to the end of the first training step, and says it: at once where
/// lines are printed, after the training where a progress bar is on the terminal.
/// </summary>
internal sealed class FirstBatchClock
{
    private TimeSpan? _elapsed;

    /// <summary>The trainer's callback.</summary>
    public void OnBatchEnd(BatchEndArguments batch)
    {
        if (_elapsed is not null)
            return;
        using Process process = Process.GetCurrentProcess();
        _elapsed = DateTime.Now - process.StartTime;
        if (Console.IsOutputRedirected)
            Print();
    }

    /// <summary>Call it when the training is done.</summary>
    public void OnTrained()
    {
        if (_elapsed is not null && !Console.IsOutputRedirected)
            Print();
    }

    private void Print() => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"First batch done {_elapsed!.Value.TotalSeconds:F1} s after the program started"));
}
