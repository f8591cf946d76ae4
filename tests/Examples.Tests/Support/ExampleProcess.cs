using System.Diagnostics;

namespace MlNetDeep.Examples.Tests;

/// <summary>Runs an example as its users do, as a process of its own.</summary>
internal static class ExampleProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, string workingFolder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet") { WorkingDirectory = workingFolder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program + ".dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        using CancellationTokenSource patience = new(s_patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} was still running after {s_patience}.");
        }
        return (process.ExitCode, await output, await error);
    }
}
