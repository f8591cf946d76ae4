using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class StyleTransferExampleTests
{
    [Fact]
    public async Task Two_files_go_in_and_one_comes_out()
    {
        using TemporaryFolder folder = new();
        TwoKinds.Write(folder.Path, 1);
        SmallVgg().Save(folder.File("small.onnx"));
        string[] arguments =
        [
            "--content", folder.File("cat/0.png"), "--style", folder.File("dog/0.png"), "--network", folder.File("small.onnx"),
            "--size", "40", "--steps", "15", "--threads", "1", "--out", folder.File("out/painted.png"),
        ];

        (int exitCode, string output, string error) = await ExampleProcess.RunAsync("StyleTransfer", folder.Path, arguments);

        Assert.True(exitCode == 0, output + error);
        Assert.Contains("the style loss fell", output, StringComparison.Ordinal);
        using MLImage painted = MLImage.CreateFromFile(folder.File("out/painted.png"));
        Assert.Equal((48, 40), (painted.Width, painted.Height));
        Assert.Single(Directory.GetFiles(folder.File("out")));

        (exitCode, _, error) = await ExampleProcess.RunAsync("StyleTransfer", folder.Path, [.. arguments, "--minimum-fall", "1000"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("at least 1000 x were expected", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--style is missing", "--content", "here.jpg")]
    [InlineData(2, "--optimizer: expected lbfgs or adam, found 'sgd'", "--optimizer", "sgd")]
    [InlineData(2, "--out: expected a file that ends in .png", "--out", "painting.txt")]
    [InlineData(1, "There is no picture 'here.jpg'", "--content", "here.jpg", "--style", "there.jpg")]
    public async Task Mistakes_of_the_user_are_sentences(int expected, string said, params string[] arguments)
    {
        using TemporaryFolder folder = new();
        (int exitCode, _, string error) = await ExampleProcess.RunAsync("StyleTransfer", folder.Path, arguments);
        Assert.Equal(expected, exitCode);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_painting_is_a_sentence()
    {
        using TemporaryFolder folder = new();
        TwoKinds.Write(folder.Path, 1);
        SmallVgg().Save(folder.File("small.onnx"));
        (int exitCode, _, string error) = await ExampleProcess.RunAsync(
            "StyleTransfer", folder.Path, "--content", folder.File("cat/0.png"), "--style", "there.jpg", "--network", folder.File("small.onnx"));
        Assert.Equal(1, exitCode);
        Assert.Contains("there.jpg' cannot be read", error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("styled.png")));
    }

    [Fact]
    public async Task Help_lists_the_options()
    {
        using TemporaryFolder folder = new();
        (int exitCode, string output, _) = await ExampleProcess.RunAsync("StyleTransfer", folder.Path, "--help");
        Assert.Equal(0, exitCode);
        Assert.Contains("--keep-color", output, StringComparison.Ordinal);
    }

    // Five stages, as the network whose layers are known by default has them.
    private static Network SmallVgg()
    {
        NetworkBuilder builder = Network.Input(3, 32, 32);
        for (int i = 0; i < 5; i++)
            builder = builder.Conv2D(4, 3, padding: 1).ReLU().MaxPool2D(2);
        return builder.Flatten().Dense(2).Build(seed: 1);
    }
}
