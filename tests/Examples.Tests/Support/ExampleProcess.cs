
namespace MlNetDeep.Examples.Tests;

/// <summary>Runs an example as its users do, as a process of its own.</summary>
internal static class ExampleProcess
{
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(string program, string workingFolder, params string[] arguments) =>
        ChildProcess.RunAsync("dotnet", workingFolder, [Path.Combine(AppContext.BaseDirectory, program + ".dll"), .. arguments]);
}
