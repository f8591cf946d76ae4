using System.IO.Compression;

namespace MlNetDeep.Transforms.Tests;

public sealed class SaveLoadTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void StockSaveAndLoadGiveTheSamePredictions()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional(), new() { BatchSize = 5 });
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(12));
        _ml.Model.Save(model, view.Schema, _folder.File("model.zip"));

        var fresh = new MLContext();
        fresh.DeepLearning.RegisterLoaders();
        ITransformer loaded = fresh.Model.Load(_folder.File("model.zip"), out DataViewSchema schema);

        using var same = Assert.IsType<ConvNetTransformer>(loaded);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 1, 8, 8), schema["Features"].Type);
        Assert.Equal(Rows.Scores(model.Transform(view)), Rows.Scores(same.Transform(view)));
    }

    [Fact]
    public void AChainComesBackWithItsKeys()
    {
        List<Rows.Example> rows = Rows.Examples(30);
        using (TransformerChain<ITransformer> chain = Chains.Full(_ml, rows))
            _ml.Model.Save(chain, _ml.Data.LoadFromEnumerable(rows).Schema, _folder.File("chain.zip"));

        var loaded = Assert.IsType<TransformerChain<ITransformer>>(_ml.Model.Load(_folder.File("chain.zip"), out _));

        Assert.IsType<ConvNetTransformer>(loaded.ElementAt(2));
        using PredictionEngine<Rows.Example, Chains.Named> engine = _ml.Model.CreatePredictionEngine<Rows.Example, Chains.Named>(loaded);
        Assert.All(rows, row => Assert.Equal(row.Label, engine.Predict(row).PredictedLabel));
    }

    [Fact]
    public void EverythingIsReadableFromALoadedModel()
    {
        var history = new TrainingHistory(
            [
                new EpochRecord(1, 2.5, 0.25, null, null, 0.001, TimeSpan.FromSeconds(1.5)),
                new EpochRecord(2, 1 / 3.0, 0.75, double.NaN, 0.5, 0.0001, TimeSpan.FromTicks(12_345_678)),
            ],
            bestEpoch: 2, StopReason.EarlyStopping, seed: -5, device: "cpu");
        var options = new ConvNetTransformerOptions
        {
            Classes = ClassLabels.FromValues([1L, -7L, long.MaxValue]),
            InputColumnName = "In",
            LabelColumnName = "Truth",
            ScoreColumnName = "S",
            ProbabilityColumnName = "P",
            PredictedLabelColumnName = "L",
            BatchSize = 17,
            Device = "cpu",
            Threads = 1,
        };
        Network network = TestNetworks.Identity().WithPreprocessing(
            new ImagePreprocessing { Width = 4, Height = 1, Channels = 1, ColorOrder = ColorOrder.Gray, Scale = 0.5f });
        using var model = new ConvNetTransformer(_ml, network, options, history);
        _ml.Model.Save(model, null, _folder.File("model.zip"));

        using var loaded = Assert.IsType<ConvNetTransformer>(_ml.Model.Load(_folder.File("model.zip"), out DataViewSchema schema));

        Assert.Null(schema);
        Assert.Equal(model.Network.ToBytes(), loaded.Network.ToBytes());
        Assert.Equal(["1", "-7", "9223372036854775807"], loaded.Network.Labels);
        Assert.Equal(network.Preprocessing, loaded.Network.Preprocessing);
        Assert.Equal(NumberDataViewType.Int64, loaded.Classes!.ItemType);
        Assert.Equal(loaded.Network.Labels, loaded.Classes.Texts);
        Assert.Equal(options with { Classes = null }, loaded.Options with { Classes = null, Thresholds = options.Thresholds });
        Assert.Equal([0.5], loaded.Options.Thresholds);
        Assert.Equal(history.Epochs, loaded.History!.Epochs);
        Assert.Equal((2, StopReason.EarlyStopping, -5, "cpu"),
            (loaded.History.BestEpoch, loaded.History.StopReason, loaded.History.Seed, loaded.History.Device));
    }

    [Theory]
    [InlineData(NetworkTask.Binary)]
    [InlineData(NetworkTask.Regression)]
    public void OtherTasksSurvive(NetworkTask task)
    {
        Network network = task == NetworkTask.Binary ? TestNetworks.Probability() : TestNetworks.WeightedSum();
        using ConvNetTransformer model = _ml.DeepLearning.Score(network, new() { Task = task });
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Examples(9));
        _ml.DeepLearning.SaveModel(model, view.Schema, _folder.File("model.zip"));

        using var loaded = Assert.IsType<ConvNetTransformer>(_ml.DeepLearning.LoadModel(_folder.File("model.zip"), out _));

        Assert.Equal(model.Transform(view).GetColumn<float>("Score"), loaded.Transform(view).GetColumn<float>("Score"));
        Assert.Equal(task, loaded.Options.Task);
        Assert.Null(loaded.Classes);
    }

    [Fact]
    public void TheNetworkIsAnEntryOfTheFile()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        _ml.DeepLearning.SaveModel(model, null, _folder.File("model.zip"));

        using ZipArchive archive = ZipFile.OpenRead(_folder.File("model.zip"));
        ZipArchiveEntry entry = Assert.Single(archive.Entries, entry => entry.Name == "Network.onnx");
        using Stream stream = entry.Open();

        Assert.Equal(model.Network.ToBytes(), Network.Load(stream).ToBytes());
    }

    [Fact]
    public void AContextNeedsOurLoaderToLoad()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());
        _ml.Model.Save(model, null, _folder.File("model.zip"));
        var fresh = new MLContext();

        Assert.ThrowsAny<FormatException>(() => fresh.Model.Load(_folder.File("model.zip"), out _));

        _ = fresh.DeepLearning;
        using var loaded = (ConvNetTransformer)fresh.Model.Load(_folder.File("model.zip"), out _);
        Assert.Same(fresh.DeepLearning, fresh.DeepLearning);
    }
}
