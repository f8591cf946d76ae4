using System.Text.Json;

namespace MlNetDeep.Tool.Tests;

public sealed class CommandTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public void TrainingTellsTheClassesApartAndLeavesEverythingBehind()
    {
        Assert.True(trained.Result.GetProperty("accuracy").GetDouble() > 0.9, trained.Result.ToString());
        Assert.Equal("validation", trained.Result.GetProperty("part").GetString());
        string[] files = ["model.zip", "model.onnx", "report.html", "history.csv", "labels.txt", "model-card.md", "options.json", "audit.json", "result.json", "data.json", "train.tsv", "validation.tsv"];
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(trained.Run, file)), $"{file} is missing."));
        Assert.Equal(["lying", "standing"], File.ReadAllLines(Path.Combine(trained.Run, "labels.txt")));
        Assert.Equal(96, File.ReadAllLines(Path.Combine(trained.Run, "train.tsv")).Length);
        Assert.Equal(5, File.ReadAllLines(Path.Combine(trained.Run, "history.csv")).Length);
        Assert.Contains("lying", File.ReadAllText(Path.Combine(trained.Run, "model-card.md")));
        Assert.Contains("\"learningRate\": 0.01", File.ReadAllText(Path.Combine(trained.Run, "options.json")));
    }

    [Fact]
    public async Task PredictNamesClassesAndWritesATable()
    {
        JsonElement predictions = await ToolRun.JsonAsync(trained.Folder, "predict", trained.Run, "others", "--csv", "out.csv", "--top", "1");
        Assert.Equal(20, predictions.GetArrayLength());
        int right = predictions.EnumerateArray().Count(p => p.GetProperty("image").GetString()!.Contains(
            $"{Path.DirectorySeparatorChar}{p.GetProperty("classes")[0].GetProperty("label").GetString()}{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        Assert.True(right >= 18, $"{right} of 20");

        string[] table = File.ReadAllLines(Path.Combine(trained.Folder, "out.csv"));
        Assert.Equal("path,prediction,lying,standing", table[0]);
        Assert.Equal(21, table.Length);
        Assert.All(table.Skip(1), line => Assert.Equal(1, line.Split(',')[2..].Sum(p => double.Parse(p, System.Globalization.CultureInfo.InvariantCulture)), 1e-4));
    }

    [Fact]
    public async Task ValidateMeasuresEachClass()
    {
        JsonElement result = await ToolRun.JsonAsync(trained.Folder, "validate", trained.Run, "others", "--report", "validation.html");
        Assert.Equal(20, result.GetProperty("images").GetInt32());
        Assert.Equal(2, result.GetProperty("classes").GetArrayLength());
        Assert.Contains("<html", File.ReadAllText(Path.Combine(trained.Folder, "validation.html")));
    }

    [Fact]
    public async Task ExportComparesWhatItWrote()
    {
        JsonElement results = await ToolRun.JsonAsync(
            trained.Folder, "export", trained.Run, "--pipeline", "p.onnx", "--onnx", "n.onnx", "--triton", "models");
        Assert.Equal(3, results.GetArrayLength());
        Assert.All(results.EnumerateArray(), r => Assert.Equal(1, r.GetProperty("labelAgreement").GetDouble()));
        Assert.True(File.Exists(Path.Combine(trained.Folder, "models", "stripes", "config.pbtxt")));
        Assert.Equal(["lying", "standing"], Network.Load(Path.Combine(trained.Folder, "n.onnx")).Labels!);
    }

    [Fact]
    public async Task ExplainAndBenchmarkWork()
    {
        string image = Path.Combine("others", "lying", "0.png");
        await ToolRun.JsonAsync(trained.Folder, "explain", trained.Run, image, "--out", "why.html");
        Assert.Contains("data:image/png", File.ReadAllText(Path.Combine(trained.Folder, "why.html")));
        JsonElement times = await ToolRun.JsonAsync(trained.Folder, "benchmark", trained.Run, "--image", image, "--batches", "1", "4");
        Assert.Equal([1, 4], times.EnumerateArray().Select(t => t.GetProperty("batch").GetInt32()));
        Assert.All(times.EnumerateArray(), t => Assert.True(t.GetProperty("imagesPerSecond").GetDouble() > 0));
    }

    [Fact]
    public async Task AnOptionFileRepeatsARunAndTheCommandLineWins()
    {
        JsonElement again = await ToolRun.JsonAsync(
            trained.Folder, "train", "--config", Path.Combine(trained.Run, "options.json"), "--name", "again", "--epochs", "1");
        Assert.Equal(1, again.GetProperty("epochs").GetInt32());
        Assert.Equal(
            File.ReadAllText(Path.Combine(trained.Run, "validation.tsv")), File.ReadAllText(Path.Combine(trained.Folder, "runs", "again", "validation.tsv")));
    }

    [Theory]
    [InlineData(2, "does not exist", "train", "nowhere")]
    [InlineData(2, "Give the folder of images", "train")]
    [InlineData(2, "stripes exists already", "train", "images", "--name", "stripes")]
    [InlineData(2, "does not exist", "predict", "runs/stripes", "nowhere.png")]
    [InlineData(2, "model.zip does not exist", "predict", "others", "others")]
    [InlineData(2, "Say what to write", "export", "runs/stripes")]
    [InlineData(1, "BatchSize", "train", "images", "--batch-size", "0", "--name", "none")]
    [InlineData(1, "class", "train", "images/lying", "--name", "one")]
    public async Task WhatCannotBeIsOneSentenceAndAnExitCode(int code, string message, params string[] arguments)
    {
        (int found, string output, string error) = await ToolRun.RunAsync(trained.Folder, arguments);
        Assert.True(found == code, $"{found}: {error}{output}");
        Assert.Contains(message, error);
        Assert.DoesNotContain("   at ", error + output);
    }

    [Fact]
    public async Task StrictTakesWarningsAboutTheDataForErrors()
    {
        string images = Path.Combine(trained.Folder, "copies");
        StripeImages.Make(images, 12, seed: 3);
        File.Copy(Path.Combine(images, "lying", "0.png"), Path.Combine(images, "standing", "copy.png"));
        (int code, _, string error) = await ToolRun.RunAsync(trained.Folder, "train", "copies", "--name", "strict", "--strict");
        Assert.Equal(3, code);
        Assert.Contains("audit.json", error);
        Assert.Contains("ContradictingLabels", File.ReadAllText(Path.Combine(trained.Folder, "runs", "strict", "audit.json")));
    }
}
