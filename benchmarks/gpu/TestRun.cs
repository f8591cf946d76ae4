using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MlNetDeep.Benchmarks.Gpu;

/// <summary>Runs the tests with the trait Category = Gpu in this process: a machine without an SDK has no test host.</summary>
internal static class TestRun
{
    public static int Run()
    {
        Assembly tests = Assembly.Load("MlNetDeep.Estimators.Tests");
        var sink = new TestSink();
        var options = new TestOptions();
        using var framework = new XunitTestFramework(new NullMessageSink());

        using ITestFrameworkDiscoverer discoverer = framework.GetDiscoverer(new ReflectionAssemblyInfo(tests));
        discoverer.Find(includeSourceInformation: false, sink, options);
        sink.Discovered.WaitOne();
        ITestCase[] cases = [.. sink.Cases.Where(test => test.Traits.TryGetValue("Category", out List<string>? kinds) && kinds.Contains("Gpu"))];

        using ITestFrameworkExecutor executor = framework.GetExecutor(tests.GetName());
        executor.RunTests(cases, sink, options);
        sink.Ran.WaitOne();
        Console.WriteLine($"GPU tests: {sink.Passed} passed, {sink.Failed} failed, {sink.Skipped} skipped");
        return sink.Failed == 0 && sink.Passed > 0 ? 0 : 1;
    }
}
