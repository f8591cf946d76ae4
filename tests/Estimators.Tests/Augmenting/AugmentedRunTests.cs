using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Augmenting;

public sealed class AugmentedRunTests : IDisposable
{
    private static readonly Augmentation[] _recipe =
        [Augmentation.Crop(1), Augmentation.Rotate(10), Augmentation.Brightness(), Augmentation.Contrast(), Augmentation.Erase(), Augmentation.MixUp(), Augmentation.CutMix()];

    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Features")]
    [InlineData("Bytes")]
    public void ARunRepeatsBitForBit(string column)
    {
        byte[] first = Train(column, _recipe), second = Train(column, _recipe), plain = Train(column, []);
        Assert.Equal(first, second);
        Assert.NotEqual(first, plain);
    }

    [Fact]
    public void OrderOfReadingDoesNotMatter() => Assert.Equal(
        Train("Features", _recipe, caching: RowCaching.Memory, shuffle: false), Train("Features", _recipe, caching: RowCaching.None, shuffle: false));

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void ABrokenRunGoesOnAsIfNothingHadHappened(int breakAfter)
    {
        byte[] whole = Train("Bytes", _recipe);
        int steps = 0;
        Assert.Throws<InvalidOperationException>(() => Train("Bytes", _recipe, checkpoints: true, onBatchEnd: _ =>
        {
            if (++steps == breakAfter)
            {
                throw new InvalidOperationException("The power fails.");
            }
        }));
        Assert.Equal(whole, Train("Bytes", _recipe, checkpoints: true));
    }

    [Fact]
    public void AnotherRecipeIsRefusedByACheckpoint()
    {
        Train("Bytes", _recipe, checkpoints: true);
        CheckpointException error = Assert.Throws<CheckpointException>(() => Train("Bytes", [Augmentation.Rotate(11)], checkpoints: true));
        Assert.Contains("Rotate(11, Black, probability 1)", error.Message);
    }

    [Fact]
    public void ValidationRowsStayAsTheyAre()
    {
        double Validation(params Augmentation[] recipe)
        {
            using ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(new ConvNetOptions
            {
                Network = Shapes.Network(),
                Augmentation = recipe,
                LearningRate = 1e-30,
                Epochs = 1,
                ValidationFraction = 0.25,
                Seed = 1,
                Threads = 1,
                Device = "cpu",
            }).Fit(Shapes.View(_mlContext, 64));
            return model.History!.Epochs[0].ValidationLoss!.Value;
        }

        Assert.Equal(Validation(), Validation(Augmentation.Erase(1, 1, probability: 1), Augmentation.MixUp(1)));
    }

    [Fact]
    public void AugmentedTrainingLearns()
    {
        using var live = new LiveTensors();
        using ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Shapes.Network(),
            Augmentation = [Augmentation.Shift(0.05), Augmentation.Brightness(0.1), Augmentation.CutMix(probability: 0.2)],
            LearningRate = 0.01,
            LabelSmoothing = 0.05,
            ExampleWeightColumnName = "Weight",
            Epochs = 12,
            BatchSize = 16,
            ValidationFraction = 0.25,
            Seed = 1,
            Threads = 1,
            Device = "cpu",
        }).Fit(Shapes.View(_mlContext, 200));
        Assert.True(model.History!.Epochs[^1].ValidationMetric >= 0.95, $"{model.History.Epochs[^1]}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OtherTasksMixLabelsToo(bool binary)
    {
        IDataView data = Shapes.View(_mlContext, 64);
        Augmentation[] recipe = [Augmentation.MixUp(0.4), Augmentation.Mirror()];
        IEstimator<ConvNetTransformer> trainer = binary
            ? _mlContext.DeepLearning.BinaryConvNet(new BinaryConvNetOptions
            {
                Network = Shapes.OneOutput(sigmoid: true),
                LabelColumnName = "Left",
                Augmentation = recipe,
                LabelSmoothing = 0.1,
                ExampleWeightColumnName = "Weight",
                Epochs = 2,
                Seed = 1,
                Threads = 1,
                Device = "cpu",
            })
            : _mlContext.DeepLearning.Regression(new RegressionConvNetOptions
            {
                Network = Shapes.OneOutput(sigmoid: false),
                LabelColumnName = "Value",
                Augmentation = recipe,
                Epochs = 2,
                Seed = 1,
                Threads = 1,
                Device = "cpu",
            });
        using ConvNetTransformer model = trainer.Fit(data);
        Assert.True(model.History!.Epochs[1].Loss < model.History.Epochs[0].Loss * 1.2);
        Assert.True(double.IsFinite(model.History.Epochs[1].Loss));
    }

    [Fact]
    public void ProblemsAreNamedTogether()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Shapes.Network(),
            Augmentation = [Augmentation.Rotate(500), null!, Augmentation.Mirror(2), Augmentation.Saturation(), Augmentation.MixUp(0),
                Augmentation.Crop(-1, (EdgeFill)9), Augmentation.Zoom(2, 1), Augmentation.Shift(double.NaN)],
        }));
        Assert.Equal(9, error.Problems.Count);
        Assert.Contains("Augmentation[0], Rotate: Degrees must be between 0 and 180, but is 500.", error.Problems);
        Assert.Contains("Augmentation[3], Saturation: the image must be one of three channels, but has 1.", error.Problems);

        Network flat = Network.Input(64).Dense(4).Softmax().Build();
        error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.ConvNet(
            new ConvNetOptions { Network = flat, Augmentation = [Augmentation.MixUp(), Augmentation.Mirror()] }));
        Assert.Equal("Augmentation[1], Mirror: the network's input must be an image, [N, C, H, W] or [N, H, W, C].", Assert.Single(error.Problems));
        error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.ConvNet(new ConvNetOptions { Network = flat, Augmentation = null! }));
        Assert.Contains("Augmentation must be given", error.Message);
    }

    [Fact]
    public void AFlatNetworkMixes()
    {
        using ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Network.Input(64).Dense(4).Softmax().Build(),
            FeatureColumnName = "Bytes",
            Augmentation = [Augmentation.MixUp()],
            Epochs = 1,
            Seed = 1,
            Threads = 1,
            Device = "cpu",
        }).Fit(Shapes.View(_mlContext, 32));
        Assert.True(double.IsFinite(model.History!.Epochs[0].Loss));
    }

    [Fact]
    public void StepsAreValues()
    {
        Assert.Equal(Augmentation.Rotate(15), Augmentation.Rotate());
        Assert.NotEqual(Augmentation.Rotate(15), Augmentation.Rotate(15) with { Probability = 0.5 });
        Assert.Equal("Zoom(0.9, 1.1, Edge, probability 1)", Augmentation.Zoom(fill: EdgeFill.Edge).ToString());
        Assert.Equal("Mirror(probability 0.5)", Augmentation.Mirror().ToString());
    }

    private byte[] Train(
        string column, Augmentation[] recipe, bool checkpoints = false, Action<BatchEndArguments>? onBatchEnd = null,
        RowCaching caching = RowCaching.Auto, bool shuffle = true)
    {
        using ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Shapes.NetworkWithEverything(),
            FeatureColumnName = column,
            Augmentation = recipe,
            Epochs = 2,
            BatchSize = 12,
            Seed = 1,
            Threads = 1,
            Device = "cpu",
            Caching = caching,
            Shuffle = shuffle,
            CheckpointFolder = checkpoints ? _folder.Path : null,
            CheckpointInterval = checkpoints ? 1 : 0,
            Resume = checkpoints,
            OnBatchEnd = onBatchEnd,
        }).Fit(Shapes.View(_mlContext, 50));
        return model.Network.ToBytes();
    }
}
