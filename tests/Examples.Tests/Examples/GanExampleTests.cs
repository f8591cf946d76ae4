using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class GanExampleTests
{
    [Fact]
    public async Task The_example_runs_to_its_end()
    {
        using TemporaryFolder folder = new();
        Stripes.Write(folder.Path, trainRows: 1000, testRows: 100);

        // With so few bars the samples are not good yet; that they are judged, saved, exported and drawn is seen all the same.
        (int exitCode, string output, string error) = await ExampleProcess.RunAsync("Gan", folder.Path,
            "--data", folder.Path, "--out", folder.File("out"), "--rows", "960", "--epochs", "4", "--batch-size", "32", "--filters", "8", "--threads", "1", "--minimum-accuracy", "0",
            "--largest-distance", "100");

        Assert.True(exitCode == 0, output + error);
        string last = output.TrimEnd().Split('\n')[^1];
        Assert.Matches(@"^GAN: \d+\.\d % of 1000 digits taken for their class, Fréchet distance .*picture: .*digits\.png\s*$", last);
        Assert.Equal(["classifier.zip", "digits.png", "discriminator.onnx", "generator.onnx", "model.zip"], Directory.GetFiles(folder.File("out")).Select(Path.GetFileName).Order());
        Assert.Equal(110, Network.Load(folder.File("out/generator.onnx")).Inputs[0].Shape[1]);
        Assert.Equal(10, Network.Load(folder.File("out/discriminator.onnx")).Outputs[0].Shape[1]);
        Assert.Equal(5, Directory.GetFiles(folder.File("out/epochs")).Length);
    }

    [Theory]
    [InlineData(2, "--mode", "both")]
    [InlineData(2, "--epochs", "none")]
    [InlineData(1, "--data", "nowhere")]
    public async Task Mistakes_of_the_user_are_sentences(int expected, string option, string value)
    {
        using TemporaryFolder folder = new();
        (int exitCode, _, string error) = await ExampleProcess.RunAsync("Gan", folder.Path, option, value);
        Assert.Equal(expected, exitCode);
        Assert.Contains(value, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
