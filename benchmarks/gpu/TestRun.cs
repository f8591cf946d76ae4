using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MlNetDeep.Benchmarks.Gpu;

/// <summary>Runs the tests with the trait Category = Gpu in this process: a machine without an SDK has no test host.</summary>
internal static class TestRun
{
    private const string TestAssembly = "MlNetDeep.Estimators.Tests";

    public static int Run()
    {
        using var framework = new XunitTestFramework(new NullMessageSink());
        using ITestFrameworkDiscoverer discoverer = framework.GetDiscoverer(
            new ReflectionAssemblyInfo(Assembly.Load(TestAssembly)));
        using var found = new TestDiscoverySink();
        discoverer.Find(includeSourceInformation: false, found, TestFrameworkOptions.ForDiscovery());
        found.Finished.WaitOne();
        ITestCase[] cases = [.. found.TestCases.Where(test => test.Traits.TryGetValue("Category", out List<string>? categories) && categories.Contains("Gpu"))];

        using ITestFrameworkExecutor executor = framework.GetExecutor(Assembly.Load(TestAssembly).GetName());
        var results = new ResultSink();
        executor.RunTests(cases, results, TestFrameworkOptions.ForExecution());
        results.Finished.WaitOne();
        Console.WriteLine($"GPU tests: {results.Passed} passed, {results.Failed} failed, {results.Skipped} skipped");
        return results.Failed == 0 && results.Passed > 0 ? 0 : 1;
    }
}
