using System.Diagnostics;

namespace MlNetDeep.Tests.Shared;

/// <summary>Runs a program and reads what it says; one that does not end is ended, with all that it started.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, string workingFolder, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = workingFolder, RedirectStandardOutput = true, RedirectStandardError = true };
        // A test's own build tells its children where MSBuild is; a build that a test starts finds that out by itself.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        using CancellationTokenSource patience = new(_patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} was still running after {_patience}.");
        }
        return (process.ExitCode, await output, await error);
    }
}
