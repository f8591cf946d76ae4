using MlNetDeep.ModelZoo;
using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class PhotoExampleTests
{
    [Fact]
    public async Task Dogs_and_cats_in_both_ways()
    {
        using TemporaryFolder folder = new();
        TwoKinds.Write(folder.File("photos/train"), 16);
        TwoKinds.Write(folder.File("photos/validation"), 4);
        Network.Input(3, 32, 32).Conv2D(8, 3).ReLU().GlobalAveragePool().Flatten().Dense(5).Softmax().Build()
            .WithPreprocessing(new ImagePreprocessing { Width = 32, Height = 32, Channels = 3 }).Save(folder.File("backbone.onnx"));

        (int exitCode, string output, string error) = await ExampleProcess.RunAsync("DogsVsCats", folder.Path,
            "--data", folder.File("photos"), "--mode", "both", "--backbone", folder.File("backbone.onnx"), "--cache", folder.File("cache"),
            "--out", folder.File("out"), "--epochs", "20", "--scratch-epochs", "1", "--threads", "1", "--minimum-transfer", "75", "--minimum-scratch", "0");

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("transfer: ", output, StringComparison.Ordinal);
        Assert.Contains("scratch: ", output, StringComparison.Ordinal);
        Assert.Equal(3_453_121, Network.Load(folder.File("out/scratch.onnx")).ParameterCount);
        Assert.Equal(32, Network.Load(folder.File("out/transfer.onnx")).Preprocessing!.Width);
        Assert.Single(Directory.GetFiles(folder.File("cache"), "*.features", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("DogsVsCats", 2, "--data", "--mode", "neither")]
    [InlineData("FineTuneVgg16", 2, "--data is missing", "--epochs", "3")]
    [InlineData("FineTuneVgg16", 1, "nowhere", "--data", "nowhere")]
    public async Task Mistakes_of_the_user_are_sentences(string program, int expected, string said, string option, string value)
    {
        using TemporaryFolder folder = new();
        (int exitCode, _, string error) = await ExampleProcess.RunAsync(program, folder.Path, option, value);
        Assert.Equal(expected, exitCode);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
