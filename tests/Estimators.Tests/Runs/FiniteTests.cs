using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Runs;

/// <summary>A network that is no longer one of numbers is never handed back, and never kept in a checkpoint.</summary>
public sealed class FiniteTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnExplodedLastStepIsNamedAndNotKept(bool checkpoints)
    {
        using var live = new LiveTensors();
        TrainingException error = Assert.Throws<TrainingException>(() => Fit(8, new ConvNetOptions
        {
            Network = Shapes.Network(),
            Epochs = 1,
            BatchSize = 8,
            LearningRate = 3e38,
            ParameterGroups = [new ParameterGroup { Matches = _ => true, LearningRateFactor = 1e10 }],
            Optimizer = new SgdOptions(),
            Progress = ProgressOutput.None,
            CheckpointFolder = checkpoints ? _folder.Path : null,
        }));
        Assert.Contains("not finite after step 1", error.Message);
        Assert.Equal(1, error.Step);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void FiniteWeightsWhoseAnswersOverflowAreNamed()
    {
        // The only step makes weights of which the network makes infinite logits.
        TrainingException error = Assert.Throws<TrainingException>(() => Fit(64, new ConvNetOptions
        {
            Network = Network.Input(1, Shapes.Size, Shapes.Size).Flatten().Dense(64).ReLU().Dense(Shapes.Classes).Softmax().Build(),
            Epochs = 1,
            BatchSize = 64,
            LearningRate = 1e20,
            Progress = ProgressOutput.None,
        }));
        Assert.Contains("The loss became NaN after step 1 (epoch 1)", error.Message);
    }

    [Fact]
    public void ANetworkThatAsksForMissingValuesIsTrainedAndRunOnThem()
    {
        List<ShapeRow> rows = [.. Shapes.Rows(16)];
        rows[3].Features[9] = float.NaN;
        IDataView data = _mlContext.Data.LoadFromEnumerable(rows);
        using ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = GraphEdits.WithMissingAsZero(Shapes.Network()),
            Epochs = 1,
            Progress = ProgressOutput.None,
        }).Fit(data);
        Assert.All(model.Transform(data).GetColumn<float[]>("Score"), score => Assert.Equal(1, score.Sum(), 4));
    }

    [Theory]
    [InlineData(RowCaching.Memory)]
    [InlineData(RowCaching.None)]
    public void ASingleRowThatIsLeftGoesIntoTheBatchBefore(RowCaching caching)
    {
        List<int> rows = [];
        ConvNetOptions options = new()
        {
            Network = Normalized(),
            Epochs = 2,
            BatchSize = 8,
            Seed = 1,
            Threads = 1,
            Caching = caching,
            Progress = ProgressOutput.None,
        };
        using ConvNetTransformer whole = Fit(25, options with { OnBatchEnd = b => rows.Add(b.Rows) });
        Assert.Equal([8, 8, 9, 8, 8, 9], rows);
        Assert.All(whole.Network.Tensors.Values.Where(t => t.ElementType == TensorElementType.Float), t => Assert.All(t.Floats.ToArray(), v => Assert.True(float.IsFinite(v))));

        // A run that is resumed before the last batch of an epoch knows of it.
        ConvNetOptions kept = options with { CheckpointFolder = _folder, Resume = true };
        Fit(25, kept with { OnBatchEnd = b => { if (b.Step == 5) { b.Stop(); } } }).Dispose();
        using ConvNetTransformer resumed = Fit(25, kept);
        Assert.Equal(whole.Network.ToBytes(), resumed.Network.ToBytes());
    }

    [Theory]
    [InlineData(1, 8, "only one training row")]
    [InlineData(16, 1, "BatchSize is 1")]
    public void BatchesOfOneAreRefusedWhereANormNeedsTwo(int rows, int batchSize, string found)
    {
        TrainingException error = Assert.Throws<TrainingException>(() => Fit(rows, new ConvNetOptions
        {
            Network = Normalized(),
            BatchSize = batchSize,
            Epochs = 1,
            Progress = ProgressOutput.None,
        }));
        Assert.Contains(found, error.Message);
        Assert.Contains("'norm'", error.Message);

        // Frozen, it needs none; over maps, it has the pixels.
        Fit(rows, new ConvNetOptions
        {
            Network = Normalized(),
            BatchSize = batchSize,
            Epochs = 1,
            Progress = ProgressOutput.None,
            ParameterGroups = [new ParameterGroup { Matches = p => p.Layer == "norm", Frozen = true }],
        }).Dispose();
        Fit(rows, new ConvNetOptions { Network = Shapes.NetworkWithEverything(), BatchSize = batchSize, Epochs = 1, Progress = ProgressOutput.None }).Dispose();
    }

    [Fact]
    public void BatchesOfFewRowsAreWarnedOf()
    {
        List<string> log = [];
        _mlContext.Log += (_, e) => log.Add(e.Message);
        Fit(12, new ConvNetOptions { Network = Normalized(), BatchSize = 3, Epochs = 1, Progress = ProgressOutput.None }).Dispose();
        Assert.Contains(log, line => line.Contains("Batches of 3 rows are small for batch normalization 'norm'", StringComparison.Ordinal));
    }

    private static Network Normalized() =>
        Network.Input(1, Shapes.Size, Shapes.Size).Flatten().Dense(8).BatchNorm(name: "norm").ReLU().Dense(Shapes.Classes).Softmax().Build();

    private ConvNetTransformer Fit(int rows, ConvNetOptions options) => _mlContext.DeepLearning.ConvNet(options).Fit(Shapes.View(_mlContext, rows));
}
