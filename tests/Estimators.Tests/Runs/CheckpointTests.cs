using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Runs;

public sealed class CheckpointTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    private string Checkpoint => _folder.File("training.checkpoint");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("memory", 7)]
    [InlineData("memory", 26)]
    [InlineData("stream", 14)]
    public void AKilledRunGoesOnAsIfNothingHadHappened(string caching, int killAfter)
    {
        string whole = _folder.File("whole.onnx"), resumed = _folder.File("resumed.onnx");
        RunWorker(_folder.File("a"), whole, caching, int.MaxValue);
        RunWorker(_folder.File("b"), resumed, caching, killAfter);
        Assert.False(File.Exists(resumed));
        long first = RunWorker(_folder.File("b"), resumed, caching, int.MaxValue);
        Assert.InRange(first, 2, killAfter + 1);
        Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(resumed));
    }

    [Fact]
    public void AFinishedRunIsNotRepeated()
    {
        byte[] first = Train(new()).Network.ToBytes();
        int steps = 0;
        ConvNetTransformer again = Train(new() { OnBatchEnd = _ => steps++ });
        Assert.Equal(0, steps);
        Assert.Equal(first, again.Network.ToBytes());
        Assert.Equal(2, again.History!.Epochs.Count);
    }

    [Fact]
    public void MoreEpochsGoOnFromTheLastOne()
    {
        Train(new());
        ConvNetTransformer more = Train(new() { Epochs = 3 });
        Assert.Equal(3, more.History!.Epochs.Count);
    }

    [Fact]
    public void AnotherNetworkIsRefused()
    {
        Train(new());
        CheckpointException error = Assert.Throws<CheckpointException>(() => Train(new() { Network = Shapes.Network(seed: 99) }));
        Assert.Contains("another network", error.Message);
        Assert.Equal(Checkpoint, error.Path);
    }

    [Fact]
    public void OtherOptionsSeedOrDataAreRefused()
    {
        Train(new());
        Assert.Contains("BatchSize 8", Assert.Throws<CheckpointException>(() => Train(new() { BatchSize = 9 })).Message);
        Assert.Contains("seed", Assert.Throws<CheckpointException>(() => Train(new() { Seed = 5 })).Message);
        Assert.Contains("rows", Assert.Throws<CheckpointException>(() => Train(new() { Rows = 41 })).Message);
        Assert.Contains("other training rows", Assert.Throws<CheckpointException>(() => Train(new() { DataSeed = 77 })).Message);
    }

    [Fact]
    public void TruncatedFilesAreRefusedAtEveryLength()
    {
        Train(new());
        byte[] whole = File.ReadAllBytes(Checkpoint);
        foreach (int length in (int[])[0, 5, 15, 16, 40, 200, whole.Length / 2, whole.Length - 33, whole.Length - 1])
        {
            File.WriteAllBytes(Checkpoint, whole[..length]);
            Assert.Throws<CheckpointException>(() => Train(new()));
        }
    }

    [Fact]
    public void AlteredBytesAreRefusedEverywhere()
    {
        Train(new());
        byte[] whole = File.ReadAllBytes(Checkpoint);
        var random = new Random(3);
        for (int i = 0; i < 60; i++)
        {
            byte[] altered = [.. whole];
            altered[i < 16 ? i : random.Next(altered.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(Checkpoint, altered);
            Assert.Throws<CheckpointException>(() => Train(new()));
        }
    }

    [Fact]
    public void LongerFilesAreRefused()
    {
        Train(new());
        File.WriteAllBytes(Checkpoint, [.. File.ReadAllBytes(Checkpoint), 0]);
        Assert.Throws<CheckpointException>(() => Train(new()));
    }

    [Theory]
    [InlineData("\"Step\":10", "\"Step\":11")]
    [InlineData("\"Epoch\":2,\"Loss\"", "\"Epoch\":1,\"Loss\"")]
    [InlineData("\"BestEpoch\":2", "\"BestEpoch\":1")]
    [InlineData("\"Rows\":0", "\"Rows\":8")]
    [InlineData("\"OptimizerSteps\":[10]", "\"OptimizerSteps\":[99]")]
    [InlineData("\"Batch\":0", "\"Batch\":3")]
    public void AHistoryThatContradictsTheStateIsRefusedWhateverItsChecksum(string written, string altered)
    {
        Train(new());
        byte[] whole = File.ReadAllBytes(Checkpoint);
        int length = BitConverter.ToInt32(whole, 12);
        string json = System.Text.Encoding.UTF8.GetString(whole, 16, length);
        Assert.Contains(written, json);
        byte[] header = System.Text.Encoding.UTF8.GetBytes(json.Replace(written, altered, StringComparison.Ordinal));
        byte[] content = [.. whole[..12], .. BitConverter.GetBytes(header.Length), .. header, .. whole[(16 + length)..^32]];
        File.WriteAllBytes(Checkpoint, [.. content, .. System.Security.Cryptography.SHA256.HashData(content)]);
        Assert.Contains("contradicts itself", Assert.Throws<CheckpointException>(() => Train(new())).Message);
    }

    [Fact]
    public void TheCultureDoesNotMatter()
    {
        // Written in the culture of all tests, and gone on with in another one.
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            Assert.NotEqual("0.5", 0.5.ToString());
            foreach (CultureInfo culture in (CultureInfo[])[before, CultureInfo.InvariantCulture])
            {
                CultureInfo.CurrentCulture = culture;
                Train(new() { Augmentation = [Augmentation.Rotate(7.5)] });
            }

            Assert.Contains("Beta1 = 0.9,", System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(Checkpoint)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void ARunHasItsFolderForItself()
    {
        CheckpointException? refused = null;
        Train(new() { OnBatchEnd = _ => refused ??= Assert.Throws<CheckpointException>(() => Train(new())) });
        Assert.Contains("a run that is under way", refused!.Message);
        Assert.Equal([Checkpoint], Directory.GetFiles(_folder));
        Train(new());
    }

    [Fact]
    public void AFolderThatCannotBeWrittenLeavesNothing()
    {
        string file = _folder.File("file");
        File.WriteAllText(file, "");
        Assert.Throws<StorageException>(() => Train(new() { Folder = file }));
    }

    private ConvNetTransformer Train(Settings settings)
    {
        ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = settings.Network,
            Epochs = settings.Epochs,
            BatchSize = settings.BatchSize,
            Seed = settings.Seed,
            CheckpointFolder = settings.Folder ?? _folder,
            Resume = true,
            OnBatchEnd = settings.OnBatchEnd,
            Augmentation = settings.Augmentation,
            Progress = ProgressOutput.None,
        }).Fit(Shapes.View(_mlContext, settings.Rows, settings.DataSeed));
        model.Dispose();
        return model;
    }

    /// <summary>Runs the worker, kills it after a number of steps, and returns the first step that it took.</summary>
    private static long RunWorker(string folder, string result, string caching, int killAfter)
    {
        string worker = Path.Combine(AppContext.BaseDirectory, "MlNetDeep.Estimators.Tests.Worker.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [worker, folder, result, caching]) { RedirectStandardOutput = true })!;
        long first = 0;
        int steps = 0;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (!line.StartsWith("step ", StringComparison.Ordinal))
            {
                continue;
            }

            first = first == 0 ? long.Parse(line[5..], System.Globalization.CultureInfo.InvariantCulture) : first;
            if (++steps == killAfter)
            {
                process.Kill();
                break;
            }
        }

        process.WaitForExit();
        Assert.Equal(killAfter == int.MaxValue, process.ExitCode == 0);
        return first;
    }

    private sealed record Settings
    {
        public Network Network { get; init; } = Shapes.Network();

        public int Epochs { get; init; } = 2;

        public int BatchSize { get; init; } = 8;

        public int Seed { get; init; } = 1;

        public int Rows { get; init; } = 40;

        public int DataSeed { get; init; } = 1;

        public string? Folder { get; init; }

        public IReadOnlyList<Augmentation> Augmentation { get; init; } = [];

        public Action<BatchEndArguments>? OnBatchEnd { get; init; }
    }
}
