using System.Diagnostics;
using System.Globalization;

namespace MlNetDeep.Fuzz.Tests;

/// <summary>
/// Twenty thousand altered files, the same ones every time, to everything that reads files: each is read or refused with an
/// error of the library. In processes of their own, so that one that ends or hangs is noticed too.
/// </summary>
public sealed class AlteredFileTests
{
    private const int Cases = 20_000;
    private const int Processes = 2;

    [Fact]
    public async Task AlteredFilesAreReadOrRefused()
    {
        (int ExitCode, string Output, int LastCase)[] runs = await Task.WhenAll(Enumerable.Range(0, Processes).Select(RunAsync));
        Assert.All(runs, run => Assert.True(
            run.ExitCode == 0, $"The process ended with {run.ExitCode}; its last case was {run.LastCase}.\n{run.Output}"));

        // A target whose changed files are all refused at the door would prove nothing about what lies behind it.
        string all = string.Concat(runs.Select(r => r.Output));
        Assert.All((string[])["network", "weights", "model", "idx", "list", "image"], name => Assert.Matches($@"{name}: \d+ cases, [1-9]\d+ read", all));
    }

    private static async Task<(int ExitCode, string Output, int LastCase)> RunAsync(int first)
    {
        string progress = Path.GetTempFileName();
        try
        {
            string[] arguments =
            [
                Path.Combine(AppContext.BaseDirectory, "MlNetDeep.Fuzz.dll"), "run", "--cases", Number(Cases), "--first", Number(first),
                "--step", Number(Processes), "--progress", progress,
            ];
            ProcessStartInfo start = new("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

            // What asks for more memory than that is an error, not a case for the machine's swap.
            start.Environment["DOTNET_GCHeapHardLimit"] = "0x60000000";
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await error, BitConverter.ToInt32(File.ReadAllBytes(progress)));
        }
        finally
        {
            File.Delete(progress);
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
