using Xunit;
using Xunit.Abstractions;

namespace MlNetDeep.Benchmarks.Gpu;

/// <summary>Collects the tests that are found, counts results and prints those that did not pass.</summary>
internal sealed class TestSink : LongLivedMarshalByRefObject, IMessageSink
{
    public ManualResetEvent Discovered { get; } = new(false);

    public ManualResetEvent Ran { get; } = new(false);

    public List<ITestCase> Cases { get; } = [];

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public int Skipped { get; private set; }

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestCaseDiscoveryMessage found: Cases.Add(found.TestCase); break;
            case IDiscoveryCompleteMessage: Discovered.Set(); break;
            case ITestPassed: Passed++; break;
            case ITestSkipped skipped:
                Skipped++;
                Console.WriteLine($"skipped {skipped.Test.DisplayName}: {skipped.Reason}");
                break;
            case ITestFailed failed:
                Failed++;
                Console.WriteLine($"FAILED {failed.Test.DisplayName}: {string.Join(Environment.NewLine, failed.Messages)}");
                break;
            case ITestAssemblyFinished: Ran.Set(); break;
        }
        return true;
    }
}
