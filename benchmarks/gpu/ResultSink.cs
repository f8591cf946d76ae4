using Xunit.Abstractions;

namespace MlNetDeep.Benchmarks.Gpu;

/// <summary>Counts results and prints those that did not pass.</summary>
internal sealed class ResultSink : IMessageSink
{
    public ManualResetEvent Finished { get; } = new(false);

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public int Skipped { get; private set; }

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestPassed: Passed++; break;
            case ITestSkipped skipped:
                Skipped++;
                Console.WriteLine($"skipped {skipped.Test.DisplayName}: {skipped.Reason}");
                break;
            case ITestFailed failed:
                Failed++;
                Console.WriteLine($"FAILED {failed.Test.DisplayName}: {string.Join(Environment.NewLine, failed.Messages)}");
                break;
            case ITestAssemblyFinished: Finished.Set(); break;
        }
        return true;
    }
}
