using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Gan;

public sealed class GanTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(GanLoss.NonSaturating, false, 0, 1)]
    [InlineData(GanLoss.Hinge, true, 0, 1)]
    [InlineData(GanLoss.LeastSquares, false, 0, 1)]
    [InlineData(GanLoss.Wasserstein, false, 0, 3)]
    [InlineData(GanLoss.NonSaturating, false, 1, 1)]
    public void EveryLossBringsTheImagesNearer(GanLoss loss, bool spectral, double r1, int steps)
    {
        using var live = new LiveTensors();
        int epochs = 20 * steps * (loss == GanLoss.Wasserstein ? 4 : 1);
        GanOptions options = Options(epochs) with { Loss = loss, SpectralNormalization = spectral, R1 = r1, DiscriminatorSteps = steps, LabelColumnName = "Label" };
        using GeneratorTransformer untrained = Fit(options with { Epochs = 1, LearningRate = 1e-9 });
        using GeneratorTransformer trained = Fit(options);
        Assert.Equal(epochs, trained.History!.Epochs.Count);
        Assert.InRange(QuarterError(trained), 0, 0.7 * QuarterError(untrained));
    }

    [Fact]
    public void TheSameSeedGivesTheSameModel()
    {
        GanOptions options = Options(2) with { LabelColumnName = "Label" };
        using GeneratorTransformer first = Fit(options), second = Fit(options), other = Fit(options with { Seed = 4 });
        Assert.Equal(first.Generator.ToBytes(), second.Generator.ToBytes());
        Assert.Equal(first.Discriminator!.ToBytes(), second.Discriminator!.ToBytes());
        Assert.NotEqual(first.Generator.ToBytes(), other.Generator.ToBytes());
    }

    [Theory]
    [InlineData(GanLoss.Hinge, 1)]
    [InlineData(GanLoss.Wasserstein, 2)]
    public void AnInterruptedRunGoesOnAsIfNothingHadHappened(GanLoss loss, int steps)
    {
        GanOptions options = Options(3) with { Loss = loss, SpectralNormalization = true, DiscriminatorSteps = steps };
        using GeneratorTransformer whole = Fit(options);
        using var cancel = new CancellationTokenSource();
        GanOptions saved = options with { CheckpointFolder = _folder, CheckpointInterval = 1, Resume = true };
        using (Fit(saved with { CancellationToken = cancel.Token, OnBatchEnd = a => CancelAt(a, 5, cancel) }))
        {
        }

        using GeneratorTransformer resumed = Fit(saved);
        Assert.Equal(whole.Generator.ToBytes(), resumed.Generator.ToBytes());
        Assert.Equal(whole.Discriminator!.ToBytes(), resumed.Discriminator!.ToBytes());
        Assert.Equal(whole.History!.Epochs[^1].Measures![GanMeasures.GeneratorLoss], resumed.History!.Epochs[^1].Measures![GanMeasures.GeneratorLoss]);
        Assert.Throws<CheckpointException>(() => Fit(saved with { Loss = GanLoss.LeastSquares }));
    }

    [Theory]
    [InlineData(GanLoss.NonSaturating, false, 0, true)]
    [InlineData(GanLoss.Hinge, true, 0, false)]
    [InlineData(GanLoss.NonSaturating, false, 0.1, false)]
    [InlineData(GanLoss.Wasserstein, false, 0, false)]
    public void DiscriminatorsThatLookAtEachImageByItselfHaveNoBatchNormalization(GanLoss loss, bool spectral, double r1, bool expected)
    {
        IDataView images = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 16).Select(i => new LargeRow { Features = [.. Enumerable.Range(0, 256).Select(p => (byte)(p * i))] }).ToList());
        using GeneratorTransformer model = Fit(Options(1) with { Loss = loss, SpectralNormalization = spectral, R1 = r1 }, images);
        Assert.Equal(expected, model.Discriminator!.Nodes.Any(node => node.OpType == "BatchNormalization"));
    }

    [Fact]
    public void CallbacksSeeWhatIsMeasured()
    {
        var seen = new List<IReadOnlyDictionary<string, double>>();
        using GeneratorTransformer model = Fit(Options(1) with { DiscriminatorSteps = 2, OnBatchEnd = a => seen.Add(a.Measures!) });
        Assert.Equal(4, seen.Count);
        for (int i = 0; i < seen.Count; i++)
        {
            Assert.InRange(seen[i][GanMeasures.RealScore], 0, 1);
            Assert.InRange(seen[i][GanMeasures.FakeScore], 0, 1);
            Assert.True(seen[i][GanMeasures.DiscriminatorGradientNorm] > 0);
            Assert.Equal(i % 2 == 1, seen[i].ContainsKey(GanMeasures.GeneratorLoss));
            Assert.Equal(i % 2 == 1, seen[i].ContainsKey(GanMeasures.GeneratorGradientNorm));
        }

        IReadOnlyDictionary<string, double> epoch = model.History!.Epochs[0].Measures!;
        Assert.Equal((seen[1][GanMeasures.GeneratorLoss] + seen[3][GanMeasures.GeneratorLoss]) / 2, epoch[GanMeasures.GeneratorLoss], 1e-6);
        Assert.True(epoch[GanMeasures.SampleDeviation] > 0);
    }

    [Fact]
    public void LiveTensorsDoNotGrowOverFiveHundredSteps()
    {
        long? early = null, late = null;
        using GeneratorTransformer model = Fit(Options(125) with
        {
            LabelColumnName = "Label",
            Loss = GanLoss.Wasserstein,
            SpectralNormalization = true,
            OnBatchEnd = a =>
            {
                early = a.Step == 20 ? TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount : early;
                late = a.Step == 500 ? TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount : late;
            },
        });
        Assert.NotNull(early);
        Assert.Equal(early, late);
    }

    [Fact]
    public void EachEpochLeavesAPictureAndTheRunAnAnimation()
    {
        using (Fit(Options(2) with { GridFolder = _folder, LabelColumnName = "Label" }))
        {
        }

        Assert.Equal(
            ["epoch-0001.png", "epoch-0002.png", "training.png"],
            Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using MLImage picture = MLImage.CreateFromFile(_folder.File("epoch-0002.png"));
        Assert.True(picture.Width > 8 * Shapes.Size && picture.Height >= 4 * Shapes.Size);
        byte[] animation = File.ReadAllBytes(_folder.File("training.png"));
        Assert.True(animation.AsSpan().IndexOf("acTL"u8) > 0);
    }

    [Fact]
    public void BytesAndFloatsAreTheSameImages()
    {
        using GeneratorTransformer fromBytes = Fit(Options(1) with { FeatureColumnName = "Bytes" });
        Assert.Equal([0.5f], fromBytes.Generator.Preprocessing!.Mean);
        Assert.Equal(Shapes.Size, fromBytes.Generator.Preprocessing.Width);
    }

    [Fact]
    public void CancelledBeforeTheFirstStepThereIsNoModel()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        using var live = new LiveTensors();
        Assert.Throws<OperationCanceledException>(() => Fit(Options(1) with { CancellationToken = cancel.Token, GridFolder = _folder.File("none") }));
        Assert.False(Directory.Exists(_folder.File("none")));
    }

    [Fact]
    public void CancelledInTheFirstEpochThereIsTheModelSoFar()
    {
        using var cancel = new CancellationTokenSource();
        using GeneratorTransformer model = Fit(Options(5) with { CancellationToken = cancel.Token, OnBatchEnd = a => CancelAt(a, 2, cancel) });
        Assert.Equal(StopReason.Cancelled, model.History!.StopReason);
        Assert.Empty(model.History.Epochs);
    }

    [Fact]
    public void ALossThatIsNoNumberEndsTheRun()
    {
        using var live = new LiveTensors();
        TrainingException error = Assert.Throws<TrainingException>(() => Fit(Options(20) with { LearningRate = 1e30, Loss = GanLoss.LeastSquares }));
        Assert.NotNull(error.Step);
    }

    [Fact]
    public void ACollapsedGeneratorIsReported()
    {
        var lines = new List<string>();
        _mlContext.Log += (_, e) => lines.Add(e.Message);

        // A last layer of zeros makes one image of every latent.
        Network generator = MlNetDeep.Network.Input(3).Dense(64, init: Initializer.Zeros).Tanh().Reshape(1, 8, 8).Build();
        using GeneratorTransformer model = Fit(Options(1) with { Generator = generator, LearningRate = 1e-12, DiscriminatorLearningRate = 1e-4 });
        Assert.Contains(lines, l => l.Contains("collapsed") && l.Contains("epoch 1"));
        Assert.InRange(model.History!.Epochs[0].Measures![GanMeasures.SampleDeviation], 0, 1e-3);
    }

    [Fact]
    public void ValuesThatTheGeneratorCannotMakeAreRefused()
    {
        List<ShapeRow> rows = [.. Shapes.Rows(8)];
        rows[5].Features[7] = 1.5f;
        TrainingException error = Assert.Throws<TrainingException>(() => Fit(Options(1), _mlContext.Data.LoadFromEnumerable(rows)));
        Assert.Contains("Row 5", error.Message);
        Assert.Contains("1.5", error.Message);
        Assert.Contains("-1 to 1", error.Message);
    }

    [Theory]
    [InlineData(0, "no training rows")]
    [InlineData(1, "1 images")]
    public void TooFewImagesAreRefused(int count, string what)
    {
        TrainingException error = Assert.Throws<TrainingException>(
            () => Fit(Options(1), _mlContext.Data.LoadFromEnumerable(Shapes.Rows(count).ToList())));
        Assert.Contains(what, error.Message);
    }

    [Fact]
    public void AllProblemsOfTheOptionsAreNamedTogether()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.Gan(new GanOptions
        {
            Epochs = 0,
            LearningRate = -1,
            Latents = 0,
            Loss = GanLoss.Hinge,
            LabelSmoothing = 0.1,
            R1 = double.NaN,
            DiscriminatorSteps = 0,
            WeightAverage = 1,
            Generator = MlNetDeep.Networks.DcganGenerator(16, 1),
            Discriminator = MlNetDeep.Networks.DcganDiscriminator(32, 1),
        }));
        foreach (string name in (string[])["Epochs", "LearningRate", "Latents", "LabelSmoothing", "R1", "DiscriminatorSteps", "WeightAverage", "takes"])
        {
            Assert.Contains(error.Problems, p => p.Contains(name));
        }
    }

    [Fact]
    public void NetworksThatDoNotFitTheDataAreRefused()
    {
        Assert.Contains("classes", Assert.Throws<OptionsException>(() => Fit(Options(1) with
        {
            LabelColumnName = "Label",
            Generator = MlNetDeep.Networks.DcganGenerator(8, 1, classes: 3),
            Discriminator = MlNetDeep.Networks.DcganDiscriminator(8, 1, classes: 4),
        })).Message);
        Assert.Contains("needs", Assert.Throws<ColumnException>(() => Fit(Options(1) with { Generator = MlNetDeep.Networks.DcganGenerator(12, 1) })).Message);
        Assert.Throws<ColumnException>(() => Fit(Options(1) with { FeatureColumnName = "Nothing" }));
        Assert.Throws<ColumnException>(() => Fit(Options(1) with { LabelColumnName = "Value" }));
    }

    private static void CancelAt(BatchEndArguments arguments, long step, CancellationTokenSource cancel)
    {
        if (arguments.Step == step)
        {
            cancel.Cancel();
        }
    }

    private static GanOptions Options(int epochs) => new()
    {
        Epochs = epochs,
        BatchSize = 16,
        LearningRate = 0.002,
        Latents = 6,
        Filters = 8,
        Seed = 3,
        Device = "cpu",
        Threads = 1,
        Progress = ProgressOutput.None,
    };

    private GeneratorTransformer Fit(GanOptions options, IDataView? data = null) =>
        _mlContext.DeepLearning.Gan(options).Fit(data ?? Shapes.View(_mlContext, 64));

    /// <summary>How far generated images are from the mean training image of the class that they were asked for.</summary>
    private double QuarterError(GeneratorTransformer model)
    {
        double error = 0;
        long count = 0;
        IDataView samples = _mlContext.DeepLearning.Sample(model, 64, seed: 5);
        DataViewSchema.Column image = samples.Schema["Image"], label = samples.Schema["Label"];
        using DataViewRowCursor cursor = samples.GetRowCursor([image, label]);
        ValueGetter<MLImage> getImage = cursor.GetGetter<MLImage>(image);
        ValueGetter<uint> getLabel = cursor.GetGetter<uint>(label);
        MLImage picture = null!;
        uint key = 0;
        while (cursor.MoveNext())
        {
            getImage(ref picture);
            getLabel(ref key);
            ReadOnlySpan<byte> pixels = picture.Pixels;
            int stride = pixels.Length / (Shapes.Size * Shapes.Size);
            for (int p = 0; p < Shapes.Size * Shapes.Size; p++)
            {
                int quarter = (p / Shapes.Size >= 4 ? 2 : 0) + (p % Shapes.Size >= 4 ? 1 : 0);
                double expected = (quarter == (int)key - 1 ? 0.75 : 0.25) * 127.5 + 127.5;
                error += Math.Abs(pixels[p * stride] - expected);
                count++;
            }
        }

        return error / count;
    }

    // The smallest size at which a discriminator has a layer that is normalized.
    private sealed class LargeRow
    {
        [VectorType(1, 16, 16)]
        public byte[] Features { get; set; } = [];
    }
}
