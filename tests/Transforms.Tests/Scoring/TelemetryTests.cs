using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep.Transforms.Tests;

/// <summary>
/// ONNX Runtime decides about telemetry once in a process, so each case is a process of its own, with an empty home folder
/// and an empty folder for temporary files.
/// </summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ScoringLeavesNoFiles()
    {
        Assert.Empty(FilesAfter(nameof(ScoresOnce)));
        // The app may say no by itself.
        Assert.Empty(FilesAfter(nameof(ScoresOnce), "1"));
    }

    [Fact]
    public void AnEnvironmentOfTheAppIsUsedAsItIs() => Assert.Empty(FilesAfter(nameof(ScoresInTheAppsEnvironment), "1"));

    [Fact]
    public void OneFileMakesTheEnvironmentAndOneTheSessions()
    {
        Regex environment = new(@"\bOrtEnv\.\w"), sessions = new(@"\bnew InferenceSession\b|\bInferenceSession \w+ = new\(|\bnew SessionOptions\b|\bSessionOptions \w+ = new\(");
        string[] sources = Directory.GetFiles(Checkout.File("src"), "*.cs", SearchOption.AllDirectories);

        Assert.Equal(["OnnxRuntimeEnvironment.cs"], Matching(environment));
        Assert.Equal(["SessionFactory.cs"], Matching(sessions));

        string[] Matching(Regex pattern) => [.. sources
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .Where(file => File.ReadLines(file).Any(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && pattern.IsMatch(line)))
            .Select(file => Path.GetFileName(file))];
    }

    [Fact(Explicit = true)]
    public void ScoresOnce()
    {
        Assert.False(OrtEnv.IsCreated);
        Score();
        Assert.True(OrtEnv.IsCreated);
    }

    [Fact(Explicit = true)]
    public void ScoresInTheAppsEnvironment()
    {
        var options = new EnvironmentCreationOptions { logId = "the app's" };
        OrtEnv made = OrtEnv.CreateInstanceWithOptions(ref options);
        Score();
        Assert.Same(made, OnnxRuntimeEnvironment.Instance);
        Assert.False(OnnxRuntimeEnvironment.HasSharedThreads);
    }

    private static void Score()
    {
        var ml = new MLContext(seed: 1);
        using ConvNetTransformer model = ml.DeepLearning.Score(TestNetworks.Convolutional());
        Assert.Equal(3, Rows.Scores(model.Transform(ml.Data.LoadFromEnumerable(Rows.Pictures(3)))).Length);
    }

    private List<string> FilesAfter(string test, string? choice = null)
    {
        string home = Directory.CreateDirectory(_folder.File($"home {test} {choice}")).FullName;
        string temporary = Directory.CreateDirectory(_folder.File($"temporary {test} {choice}")).FullName;
        var start = new ProcessStartInfo("dotnet",
            [typeof(TelemetryTests).Assembly.Location, "-explicit", "only", "-method", $"{typeof(TelemetryTests).FullName}.{test}"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = home,
        };
        // ONNX Runtime is silent by itself where it takes the process for a build server's.
        foreach (string name in new[] { "CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "XDG_CACHE_HOME", OnnxRuntimeEnvironment.TelemetryVariable })
            start.Environment.Remove(name);
        if (choice is not null)
            start.Environment[OnnxRuntimeEnvironment.TelemetryVariable] = choice;
        foreach (string name in new[] { "HOME", "USERPROFILE", "LOCALAPPDATA" })
            start.Environment[name] = home;
        foreach (string name in new[] { "TMPDIR", "TMP", "TEMP" })
            start.Environment[name] = temporary;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0, output);
        Assert.Matches(@"Total: 1, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0\b", output);
        return [.. Directory.GetFiles(home, "*", SearchOption.AllDirectories), .. Directory.GetFiles(temporary, "*", SearchOption.AllDirectories)];
    }
}
