using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests.Support;

/// <summary>Asks the reference implementation (Python package onnx) what it thinks of models.</summary>
internal static class OnnxOracle
{
    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<bool> _available = new(() => Run(["-c", "import onnx"]) is not null);

    public static void RequireAvailable() =>
        Assert.SkipUnless(_available.Value, "Python with the onnx package (Debian: python3-onnx) is not installed.");

    /// <summary>
    /// Per network: the shape of every value as ONNX's own shape inference reports it (a symbol as -1), after ONNX's
    /// checker has accepted the model.
    /// </summary>
    public static List<Dictionary<string, long[]>> InferShapes(IReadOnlyList<Network> networks)
    {
        var folder = Directory.CreateTempSubdirectory("mlnetdeep-onnx-");
        try
        {
            for (var i = 0; i < networks.Count; i++)
            {
                networks[i].Save(Path.Combine(folder.FullName, $"{i:D5}.onnx"));
            }

            var script = Path.Combine(AppContext.BaseDirectory, "Golden", "check_models.py");
            var answer = Run([script, folder.FullName]);
            Assert.NotNull(answer);
            return JsonSerializer.Deserialize<List<Dictionary<string, long[]>>>(answer)!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Run(IEnumerable<string> arguments)
    {
        if (!File.Exists(Python))
        {
            return null;
        }

        var start = new ProcessStartInfo(Python, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output
            : errors.Result.Contains("No module named", StringComparison.Ordinal) ? null
            : throw new InvalidOperationException(errors.Result);
    }
}
