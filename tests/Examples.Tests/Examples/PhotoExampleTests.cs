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

    [Fact]
    public async Task A_folder_of_photos_in_two_stages()
    {
        using TemporaryFolder folder = new();
        TwoKinds.Write(folder.File("photos"), 12);
        Networks.Create("squeezenet1_1", new ArchitectureOptions { Seed = 1 }).SaveWeights(folder.File("weights.safetensors"));
        string[] arguments =
        [
            "--data", folder.File("photos"), "--network", "squeezenet1_1", "--weights", folder.File("weights.safetensors"), "--size", "48",
            "--cache", folder.File("cache"), "--checkpoints", folder.File("checkpoints"), "--out", folder.File("out"), "--epochs", "10",
            "--unfreeze", "features.12", "--unfreeze-epochs", "1", "--batch-size", "8", "--test-fraction", "0.25", "--device", "cpu", "--threads", "1",
            "--minimum-accuracy", "80",
        ];

        (int exitCode, string output, string error) = await ExampleProcess.RunAsync("FineTuneVgg16", folder.Path, arguments);

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("epoch", output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("24 photos of 2 classes: cat, dog", output, StringComparison.Ordinal);
        Assert.Contains(" of 6 test photos right", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("out/model.zip")));
        Network trained = Network.Load(folder.File("out/model.onnx"));
        Assert.Equal(["cat", "dog"], trained.Labels);
        Assert.Equal(48, trained.Preprocessing!.Width);
        Assert.Single(Directory.GetFiles(folder.File("cache"), "*.features", SearchOption.AllDirectories));

        // Both stages are finished: the second run only brings their result back.
        byte[] first = File.ReadAllBytes(folder.File("out/model.onnx"));
        (exitCode, output, error) = await ExampleProcess.RunAsync("FineTuneVgg16", folder.Path, arguments);
        Assert.True(exitCode == 0, output + error);
        Assert.DoesNotContain("epoch", output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(first, File.ReadAllBytes(folder.File("out/model.onnx")));
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
