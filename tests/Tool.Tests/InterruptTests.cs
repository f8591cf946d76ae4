using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MlNetDeep.Tool.Tests;

/// <summary>Runs that do not come to their end by themselves.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlnetdeep-tool-").FullName;

    public InterruptTests() => StripeImages.Make(Path.Combine(_folder, "images"), 30);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task CtrlCKeepsTheBestSoFar()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        int code = await RunUntilAsync("epoch   2", "INT", epochs: 500);
        Assert.Equal(0, code);
        JsonElement result = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "runs", "long", "result.json"))).RootElement;
        Assert.Equal("Stopped", result.GetProperty("stopReason").GetString());

        // What is kept are the weights of the best epoch, not those that it stopped with.
        string[][] epochs = [.. File.ReadLines(Path.Combine(_folder, "runs", "long", "history.csv")).Skip(1).Select(l => l.Split(','))];
        string[] best = epochs.MinBy(e => double.Parse(e[3], CultureInfo.InvariantCulture))!;
        Assert.Equal(double.Parse(best[4], CultureInfo.InvariantCulture), result.GetProperty("accuracy").GetDouble(), 1e-6);
    }

    [Fact]
    public async Task AKilledRunGoesOnWhereItStood()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        Assert.NotEqual(0, await RunUntilAsync("epoch   4", "KILL", epochs: 9));
        Assert.False(File.Exists(Path.Combine(_folder, "runs", "long", "model.zip")));
        (int code, string output, string error) = await ToolRun.RunAsync(_folder, "train", "--resume", "runs/long");
        Assert.True(code == 0, error);
        Assert.Contains("epoch   9", output);
        Assert.DoesNotContain("epoch   1 ", output);
        Assert.True(File.Exists(Path.Combine(_folder, "runs", "long", "model.zip")));
    }

    [Fact]
    public async Task ATimeLimitEndsARun()
    {
        JsonElement result = await ToolRun.JsonAsync(
            _folder, "train", "images", "--epochs", "9999", "--max-time", "6", "--device", "cpu", "--threads", "1");
        Assert.Equal("Stopped", result.GetProperty("stopReason").GetString());
    }

    // The learning rate is so small that early stopping does not end the run first.
    private async Task<int> RunUntilAsync(string line, string signal, int epochs)
    {
        ProcessStartInfo start = new("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "mlnetdeep.dll"), "train", "images", "--name", "long", "--epochs", epochs.ToString(CultureInfo.InvariantCulture),
            "--learning-rate", "0.0001", "--device", "cpu", "--threads", "1"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } text)
        {
            if (!text.Contains(line, StringComparison.Ordinal))
                continue;
            using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            break;
        }

        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
