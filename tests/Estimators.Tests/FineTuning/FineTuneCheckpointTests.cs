using Microsoft.ML;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.FineTuning;

/// <summary>Interrupted fine-tuning goes on as if nothing had happened, whatever stage it was in.</summary>
public sealed class FineTuneCheckpointTests : IDisposable
{
    private static readonly FineTuneStage[] _stages =
        [FineTuneStage.Head(2), FineTuneStage.Unfreeze("block2", 2, 0.001), FineTuneStage.Unfreeze("block1", 2, 0.001)];

    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(6, true)]
    [InlineData(1, false)]
    [InlineData(4, false)]
    public void ACrashAfterAnyEpochChangesNothing(int crashAfter, bool precompute)
    {
        Run whole = Train(new() { Precompute = precompute, Folder = null });
        Assert.Throws<CrashException>(() => Train(new() { Precompute = precompute, CrashAfter = crashAfter }));
        Run resumed = Train(new() { Precompute = precompute, Resume = true });
        Assert.Equal(6 - crashAfter, resumed.EpochsRun);
        Assert.Equal(whole.Bytes, resumed.Bytes);
        Assert.Equal(whole.Losses, resumed.Losses);
    }

    [Fact]
    public void ARunThatIsCutOffInTheMiddleOfAnEpochChangesNothing()
    {
        Run whole = Train(new() { Rows = 320, Folder = null });
        using var cancellation = new CancellationTokenSource();
        string checkpoint = Path.Combine(_folder, "stage-2", "training.checkpoint");
        var watcher = new Thread(() =>
        {
            while (!File.Exists(checkpoint) && !cancellation.IsCancellationRequested)
            {
                Thread.Yield();
            }

            cancellation.Cancel();
        });
        watcher.Start();
        Train(new() { Rows = 320, Interval = 1, Cancellation = cancellation.Token });
        cancellation.Cancel();
        watcher.Join();
        Assert.True(File.Exists(checkpoint));
        Assert.Equal(whole.Bytes, Train(new() { Rows = 320, Interval = 1, Resume = true }).Bytes);
    }

    [Fact]
    public void AFinishedRunIsNotRepeated()
    {
        Run first = Train(new());
        Run again = Train(new() { Resume = true });
        Assert.Equal((0, 6), (again.EpochsRun, again.Losses.Length));
        Assert.Equal(first.Bytes, again.Bytes);
        Assert.Equal(["stage-1", "stage-2", "stage-3"], Directory.GetDirectories(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void ACallbackStopsTheWholeRunAndAResumedOneGoesOn()
    {
        Assert.Single(Train(new() { StopAfter = 1 }).Losses);
        Run resumed = Train(new() { Resume = true });
        Assert.Equal(5, resumed.EpochsRun);
        Assert.Equal(Train(new() { Folder = null }).Bytes, resumed.Bytes);
    }

    [Fact]
    public void TheSeedIsThatOfTheCheckpoint()
    {
        Assert.Throws<CrashException>(() => Train(new() { Context = new MLContext(), Seed = null, CrashAfter = 3 }));
        Run resumed = Train(new() { Context = new MLContext(), Seed = null, Resume = true });
        Assert.Equal(3, resumed.EpochsRun);
        Assert.Equal(resumed.Bytes, Train(new() { Seed = resumed.Seed, Folder = null }).Bytes);
    }

    [Fact]
    public void WithoutResumingARunStartsOver()
    {
        Train(new());
        Assert.Throws<CrashException>(() => Train(new() { Seed = 5, CrashAfter = 1 }));

        // The later stages' checkpoints were of the first run.
        Run resumed = Train(new() { Seed = 5, Resume = true });
        Assert.Equal(5, resumed.EpochsRun);
        Assert.Equal(Train(new() { Seed = 5, Folder = null }).Bytes, resumed.Bytes);
    }

    [Fact]
    public void AnotherBackboneOrOtherRowsAreRefused()
    {
        Train(new());
        Assert.Contains("another network", Assert.Throws<CheckpointException>(() => Train(new() { Resume = true, Backbone = Backbones.Convolutional(8) })).Message);
        Assert.Throws<CheckpointException>(() => Train(new() { Resume = true, Rows = 40 }));
        Assert.Throws<CheckpointException>(() => Train(new() { Resume = true, Seed = 5 }));
    }

    [Fact]
    public void OptionsAreChecked()
    {
        string[] problems = [.. Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = Backbones.Convolutional(),
            CheckpointInterval = -1,
            Resume = true,
        })).Problems];
        Assert.Contains(problems, problem => problem.Contains("CheckpointInterval"));
        Assert.Contains(problems, problem => problem.Contains("Resume"));
        Assert.Equal(2, problems.Length);
        Assert.Contains("CheckpointFolder", Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.FineTune(
            new FineTuneOptions { Network = Backbones.Convolutional(), CheckpointFolder = "" })).Message);
    }

    private Run Train(Settings settings)
    {
        MLContext context = settings.Context ?? _mlContext;
        int epochs = 0;
        using ConvNetTransformer model = context.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = settings.Backbone,
            Stages = _stages,
            PrecomputeFeatures = settings.Precompute,
            CacheFolder = "",
            BatchSize = 16,
            Seed = settings.Seed,
            Device = "cpu",
            Threads = 1,
            CheckpointFolder = settings.Folder is null ? null : _folder.Path,
            CheckpointInterval = settings.Interval,
            Resume = settings.Resume,
            CancellationToken = settings.Cancellation,
            Progress = ProgressOutput.None,
            OnEpochEnd = arguments =>
            {
                epochs++;
                if (epochs == settings.StopAfter)
                {
                    arguments.Stop();
                }

                if (epochs == settings.CrashAfter)
                {
                    throw new CrashException();
                }
            },
        }).Fit(Shapes.View(context, settings.Rows));
        return new Run(model.Network.ToBytes(), [.. model.History!.Epochs.Select(epoch => epoch.Loss)], model.History.Seed, epochs);
    }

    private sealed record Run(byte[] Bytes, double[] Losses, int Seed, int EpochsRun);

    private sealed record Settings
    {
        public MLContext? Context { get; init; }

        public Network Backbone { get; init; } = Backbones.Convolutional();

        public bool Precompute { get; init; } = true;

        public int Rows { get; init; } = 64;

        public int? Seed { get; init; } = 4;

        /// <summary>Null for no checkpoints.</summary>
        public string? Folder { get; init; } = "";

        public int Interval { get; init; }

        public bool Resume { get; init; }

        public int CrashAfter { get; init; }

        public int StopAfter { get; init; }

        public CancellationToken Cancellation { get; init; }
    }

    private sealed class CrashException : Exception;
}
