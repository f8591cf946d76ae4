using Microsoft.ML;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Runs;

public class RunTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void CallbacksSeeEveryBatchAndEpoch()
    {
        var batches = new List<BatchEndArguments>();
        var epochs = new List<EpochEndArguments>();
        using ConvNetTransformer model = Fit(50, new ConvNetOptions
        {
            Network = Shapes.Network(),
            Epochs = 2,
            BatchSize = 16,
            Progress = ProgressOutput.None,
            OnBatchEnd = batches.Add,
            OnEpochEnd = epochs.Add,
        });
        Assert.Equal([16, 16, 16, 2, 16, 16, 16, 2], batches.Select(b => b.Rows));
        Assert.Equal(Enumerable.Range(1, 8).Select(i => (long)i), batches.Select(b => b.Step));
        Assert.All(batches, b => Assert.Equal(4, b.StepsPerEpoch));
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2], batches.Select(b => b.Epoch));
        Assert.Equal(2, epochs.Count);
        double mean = batches.Take(4).Sum(b => b.Loss * b.Rows) / 50;
        Assert.Equal(mean, epochs[0].Record.Loss, 1e-9);
    }

    [Fact]
    public void CallbacksStopARun()
    {
        using ConvNetTransformer byBatch = Fit(50, new ConvNetOptions
        {
            Network = Shapes.Network(),
            Epochs = 5,
            BatchSize = 10,
            Progress = ProgressOutput.None,
            OnBatchEnd = b => { if (b.Step == 7) { b.Stop(); } },
        });
        Assert.Equal(StopReason.Stopped, byBatch.History!.StopReason);
        Assert.Single(byBatch.History.Epochs);

        Network? snapshot = null;
        using ConvNetTransformer byEpoch = Fit(50, new ConvNetOptions
        {
            Network = Shapes.Network(),
            Epochs = 5,
            Progress = ProgressOutput.None,
            Seed = 1,
            OnEpochEnd = e => { if (e.Record.Epoch == 2) { snapshot = e.Snapshot(); e.Stop(); } },
        });
        Assert.Equal(2, byEpoch.History!.Epochs.Count);
        Assert.Equal(2, byEpoch.History.BestEpoch);
        string weight = snapshot!.Parameters[0].Name;
        Assert.True(snapshot.Tensors[weight].Floats.SequenceEqual(byEpoch.Network.Tensors[weight].Floats));
    }

    [Fact]
    public void EarlyStoppingRestoresTheBestWeights()
    {
        // Labels of the validation set are shifted, so that its loss rises as soon as training succeeds.
        List<ShapeRow> wrong = [.. Shapes.Rows(40, 2)];
        wrong.ForEach(r => r.Label = (r.Label + 1) % Shapes.Classes);
        var weights = new List<float[]>();
        using ConvNetTransformer model = Fit(60, new ConvNetOptions
        {
            Network = Shapes.Network(),
            Epochs = 50,
            BatchSize = 8,
            LearningRate = 0.02,
            Seed = 2,
            Progress = ProgressOutput.None,
            ValidationData = _mlContext.Data.LoadFromEnumerable(wrong),
            EarlyStopping = new EarlyStoppingOptions { Patience = 2 },
            OnEpochEnd = e => weights.Add(e.Snapshot().Parameters[0].Tensor.Floats.ToArray()),
        });
        TrainingHistory history = model.History!;
        Assert.Equal(StopReason.EarlyStopping, history.StopReason);
        Assert.Equal(history.BestEpoch + 3, history.Epochs.Count);
        Assert.Equal(history.Epochs.MinBy(e => e.ValidationLoss)!.Epoch, history.BestEpoch);
        Assert.Equal(weights[history.BestEpoch - 1], model.Network.Parameters[0].Tensor.Floats.ToArray());
    }

    [Fact]
    public void LossThatIsNoNumberNamesStepAndLearningRate()
    {
        TrainingException error = Assert.Throws<TrainingException>(() => Fit(60, new ConvNetOptions
        {
            Network = Shapes.Network(),
            BatchSize = 8,
            LearningRate = 1e20,
            Optimizer = new SgdOptions(),
            Progress = ProgressOutput.None,
        }));
        Assert.True(error.Step >= 2);
        Assert.Equal(1e20, error.LearningRate);
        Assert.Contains($"step {error.Step}", error.Message);
        Assert.Contains("1E+20", error.Message);
    }

    [Fact]
    public void CancellationKeepsTheBestModelSoFar()
    {
        using var source = new CancellationTokenSource();
        float[]? after = null;
        using ConvNetTransformer model = Fit(60, new ConvNetOptions
        {
            Network = Shapes.Network(),
            Epochs = 100,
            BatchSize = 8,
            Seed = 2,
            Progress = ProgressOutput.None,
            CancellationToken = source.Token,
            OnEpochEnd = e => after = e.IsBest ? e.Snapshot().Parameters[0].Tensor.Floats.ToArray() : after,
            OnBatchEnd = b => { if (b.Step == 20) { source.Cancel(); } },
        });
        Assert.Equal(StopReason.Cancelled, model.History!.StopReason);
        Assert.Equal(2, model.History.Epochs.Count);
        Assert.Equal(after, model.Network.Parameters[0].Tensor.Floats.ToArray());
    }

    [Fact]
    public void CancellationInTheFirstEpochKeepsThePresentWeights()
    {
        using var source = new CancellationTokenSource();
        Network network = Shapes.Network();
        using ConvNetTransformer model = Fit(60, new ConvNetOptions
        {
            Network = network,
            BatchSize = 8,
            Progress = ProgressOutput.None,
            CancellationToken = source.Token,
            OnBatchEnd = _ => source.Cancel(),
        });
        Assert.Equal(StopReason.Cancelled, model.History!.StopReason);
        Assert.Empty(model.History.Epochs);
        Assert.False(network.Parameters[0].Tensor.Floats.SequenceEqual(model.Network.Parameters[0].Tensor.Floats));
        Assert.Throws<OperationCanceledException>(() => Fit(60, new ConvNetOptions { Network = network, CancellationToken = source.Token }));
    }

    [Fact]
    public void ErrorsLeaveNoTensorsBehind()
    {
        using var live = new LiveTensors();
        Assert.Throws<InvalidOperationException>(() => Fit(60, new ConvNetOptions
        {
            Network = Shapes.NetworkWithEverything(),
            BatchSize = 8,
            Progress = ProgressOutput.None,
            ValidationFraction = 0.2,
            OnBatchEnd = b => { if (b.Step == 3) { throw new InvalidOperationException("from a callback"); } },
        }));
    }

    [Fact]
    public void RunningOutOfMemorySaysAtWhichBatchSizeAndWhatToTry()
    {
        // An image becomes a picture of 28,000 by 28,000 pixels, 3 GB, and 2,000 of them 6 TB.
        Network network = Network.Input(1, Shapes.Size, Shapes.Size).ConvTranspose2D(1, 3, stride: 4_000)
            .GlobalAveragePool().Flatten().Dense(Shapes.Classes).Softmax().Build();
        using var live = new LiveTensors();
        TrainingException error = Assert.Throws<TrainingException>(
            () => Fit(2000, new ConvNetOptions { Network = network, BatchSize = 2000, Progress = ProgressOutput.None }));
        Assert.Contains("batch size 2000", error.Message);
        Assert.Contains("smaller BatchSize", error.Message);
        Assert.Equal(1, error.Step);
    }

    [Fact]
    public void CrossValidationTrainsAFreshModelPerFold()
    {
        var results = _mlContext.MulticlassClassification.CrossValidate(
            Shapes.View(_mlContext, 120),
            _mlContext.DeepLearning.ConvNet(new ConvNetOptions
            {
                Network = Shapes.Network(),
                Epochs = 6,
                BatchSize = 8,
                LearningRate = 0.01,
                Progress = ProgressOutput.None,
            }),
            numberOfFolds: 3);
        Assert.Equal(3, results.Count);
        Assert.All(results, r => Assert.True(r.Metrics.MicroAccuracy > 0.9, $"Accuracy {r.Metrics.MicroAccuracy}"));
    }

    [Fact]
    public void TheLogTellsDeviceSeedAndEpochs()
    {
        var lines = new List<string>();
        _mlContext.Log += (_, e) => lines.Add(e.Message);
        using ConvNetTransformer model = Fit(30, new ConvNetOptions { Network = Shapes.Network(), Epochs = 2, Seed = 77, Progress = ProgressOutput.None });
        Assert.Contains(lines, l => l.Contains("cpu", StringComparison.Ordinal) && l.Contains("seed 77", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("epoch 2/2", StringComparison.Ordinal) && l.Contains("accuracy", StringComparison.Ordinal));
    }

    [Fact]
    public void BFloat16LearnsOnTheProcessorAndTheLogTellsHowFastThatIs()
    {
        string[] flags = File.Exists("/proc/cpuinfo") ? File.ReadAllText("/proc/cpuinfo").Split((char[]?)null) : [];
        Assert.SkipUnless(flags.Length > 0, "This system has no /proc/cpuinfo.");
        string expected = flags.Contains("amx_bf16") ? "bfloat16 on AMX" : flags.Contains("avx512_bf16") ? "bfloat16 on AVX512-BF16" : "BFloat16 is slower than Float32 here";
        var lines = new List<string>();
        _mlContext.Log += (_, e) => lines.Add(e.Message);
        using ConvNetTransformer model = Fit(300, new ConvNetOptions
        {
            Network = Shapes.NetworkWithEverything(),
            Epochs = 8,
            BatchSize = 16,
            LearningRate = 0.01,
            Seed = 1,
            Precision = TrainingPrecision.BFloat16,
            Progress = ProgressOutput.None,
        });
        Assert.True(model.History!.Epochs[^1].Metric > 0.9);
        Assert.Contains(lines, l => l.Contains(expected, StringComparison.Ordinal));
    }

    private ConvNetTransformer Fit(int rows, ConvNetOptions options) =>
        _mlContext.DeepLearning.ConvNet(options).Fit(Shapes.View(_mlContext, rows));
}
