using System.Xml.Linq;
using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class DigitsExampleTests
{
    [Theory]
    [InlineData("Mnist", "MNIST", "0")]
    [InlineData("PersianDigits", "Persian digits", "۰")]
    public async Task An_example_runs_to_its_end(string program, string name, string firstClass)
    {
        using TemporaryFolder folder = new();
        Stripes.Write(folder.Path, trainRows: 2000, testRows: 500);

        (int exitCode, string output, string error) = await ExampleProcess.RunAsync(program, folder.Path,
            "--data", folder.Path, "--out", folder.File("out"), "--rows", "1800", "--epochs", "2", "--threads", "1", "--minimum-accuracy", "80");

        Assert.True(exitCode == 0, output + error);
        string last = output.TrimEnd().Split('\n')[^1];
        Assert.Matches($@"^{name}: \d+\.\d\d % of 500 test digits right, trained in \d+ s; report: .*report\.html\s*$", last);
        Assert.Contains("1,800 training digits", output, StringComparison.Ordinal);
        Assert.Contains("all 500 predictions are equal", output, StringComparison.Ordinal);

        Network network = Network.Load(folder.File("out/model.onnx"));
        Assert.Equal(93_322, network.ParameterCount);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), network.Labels);
        string html = File.ReadAllText(folder.File("out/report.html"));
        ReportPage.AssertSelfContained(html);
        XElement root = ReportPage.Parse(html);
        Assert.Equal(
            ["Confusion matrix (test)", "Worst mistakes", "Training", "Network", "Learned filters", "Feature maps"],
            root.Descendants("h2").Select(h => h.Value));
        Assert.Equal(firstClass, root.Descendants("table").First().Descendants("tr").ElementAt(1).Element("th")!.Value);
        Assert.True(ReportPage.Pictures(root).Count >= 32 + 1 + 32 + 64 + 64);
        Assert.Equal(["model.onnx", "model.zip", "report.html"], Directory.GetFiles(folder.File("out")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task An_accuracy_that_is_too_low_fails_the_run()
    {
        using TemporaryFolder folder = new();
        Stripes.Write(folder.Path, trainRows: 64, testRows: 200);
        (int exitCode, _, string error) = await ExampleProcess.RunAsync("Mnist", folder.Path,
            "--data", folder.Path, "--out", folder.File("out"), "--epochs", "1", "--learning-rate", "1e-7", "--threads", "1", "--minimum-accuracy", "99");
        Assert.Equal(1, exitCode);
        Assert.Contains("at least 99 % were expected", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--epochs", "none")]
    [InlineData(1, "--data", "nowhere")]
    public async Task Mistakes_of_the_user_are_sentences(int expected, string option, string value)
    {
        using TemporaryFolder folder = new();
        (int exitCode, _, string error) = await ExampleProcess.RunAsync("Mnist", folder.Path, option, value);
        Assert.Equal(expected, exitCode);
        Assert.Contains(value, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Altered_digits_are_a_sentence()
    {
        using TemporaryFolder folder = new();
        Stripes.Write(folder.Path, trainRows: 64, testRows: 64);
        File.WriteAllBytes(folder.File("train-images-idx3-ubyte.gz"), [0x1F, 0x8B, 1, 2, 3]);
        (int exitCode, _, string error) = await ExampleProcess.RunAsync("Mnist", folder.Path, "--data", folder.Path, "--out", folder.File("out"));
        Assert.Equal(1, exitCode);
        Assert.Contains("train-images-idx3-ubyte.gz", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_options()
    {
        (int exitCode, string output, _) = await ExampleProcess.RunAsync("Mnist", Path.GetTempPath(), "--help");
        Assert.Equal(0, exitCode);
        Assert.Contains("--url ADDRESS", output, StringComparison.Ordinal);
        Assert.Contains("--minimum-accuracy X", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Real_digits_are_learned()
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA is not set: the folder with mnist/ in it.");
        using TemporaryFolder folder = new();
        (int exitCode, string output, string error) = await ExampleProcess.RunAsync("Mnist", folder.Path,
            "--data", Path.Combine(data, "mnist"), "--out", folder.File("out"), "--rows", "4000", "--epochs", "2", "--threads", "1", "--minimum-accuracy", "90");
        Assert.True(exitCode == 0, output + error);
        Assert.Contains("10,000 test digits right", output, StringComparison.Ordinal);
    }
}
