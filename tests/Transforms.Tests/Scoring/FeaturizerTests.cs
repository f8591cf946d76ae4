namespace MlNetDeep.Transforms.Tests.Scoring;

/// <summary>Features as a column for ML.NET's own trainers.</summary>
public sealed class FeaturizerTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Features_are_the_cut_networks_output()
    {
        Network network = TestNetworks.Convolutional();
        List<Rows.Picture> pictures = Rows.Pictures(70);
        IDataView view = _ml.Data.LoadFromEnumerable(pictures);
        using NetworkFeaturizingTransformer transformer = _ml.DeepLearning.Featurize("Seen", network, inputColumnName: "Features").Fit(view);
        Assert.Equal(36, transformer.Size);
        float[][] features = Rows.Scores(transformer.Transform(view), "Seen");
        using ConvNetTransformer yardstick = _ml.DeepLearning.Score(
            network.ToFeatures(), new() { Task = NetworkTask.Multiclass, BatchSize = 7 });
        Assert.Equal(70, features.Length);
        Assert.All(features, row => Assert.True(row.Length == 36 && row.Any(value => value > 0)));

        // The same numbers through a network that ends in a softmax of them.
        float[][] softmax = Rows.Scores(yardstick.Transform(view));
        for (int i = 0; i < features.Length; i++)
        {
            double sum = features[i].Sum(value => Math.Exp(value));
            Assert.All(features[i].Zip(softmax[i]), pair => Assert.Equal(Math.Exp(pair.First) / sum, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void The_column_takes_the_place_of_the_image()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(3));
        NetworkFeaturizingEstimator estimator = _ml.DeepLearning.Featurize("Features", TestNetworks.Convolutional(), "conv1");
        using NetworkFeaturizingTransformer transformer = estimator.Fit(view);
        DataViewSchema schema = transformer.Transform(view).Schema;
        Assert.Equal(4, ((VectorDataViewType)schema["Features"].Type).Size);
        Assert.Equal(4, Rows.Scores(transformer.Transform(view), "Features")[0].Length);
        SchemaShape shape = estimator.GetOutputSchema(new SchemaShape(
            [MlNetInternals.NewColumn("Features", SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false)]));
        Assert.Equal("Features", Assert.Single(shape).Name);
    }

    [Fact]
    public void It_is_saved_and_loaded_with_the_model()
    {
        using var folder = new TemporaryFolder();
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(9));
        using NetworkFeaturizingTransformer transformer = _ml.DeepLearning.Featurize(TestNetworks.Convolutional(), new()
        {
            OutputColumnName = "Seen",
            InputColumnName = "Features",
            Layer = "conv1",
            Pooling = FeaturePooling.Maximum,
            BatchSize = 4,
        }).Fit(view);
        _ml.Model.Save(transformer, view.Schema, folder.File("model.zip"));
        var fresh = new MLContext();
        fresh.DeepLearning.RegisterLoaders();
        var loaded = Assert.IsType<NetworkFeaturizingTransformer>(Assert.Single(Chain(fresh.Model.Load(folder.File("model.zip"), out _))));
        Assert.Equal(transformer.Options, loaded.Options);
        Assert.Equal(Rows.Scores(transformer.Transform(view), "Seen"), Rows.Scores(loaded.Transform(view), "Seen"));
        loaded.Dispose();
        Assert.Contains(nameof(NetworkFeaturizingTransformer), Assert.Throws<ObjectDisposedException>(() => loaded.Transform(view)).Message);
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        Assert.Contains("did you mean 'conv1'", Assert.Throws<OptionsException>(
            () => _ml.DeepLearning.Featurize("F", TestNetworks.Convolutional(), "konv1")).Message);
        OptionsException error = Assert.Throws<OptionsException>(() => _ml.DeepLearning.Featurize(
            TestNetworks.Convolutional(), new() { OutputColumnName = "", BatchSize = 0, Device = "tpu", Pooling = (FeaturePooling)9 }));
        Assert.Equal(4, error.Problems.Count);
        Assert.Throws<ColumnException>(() => _ml.DeepLearning.Featurize("F", TestNetworks.Convolutional(), inputColumnName: "Nope")
            .Fit(_ml.Data.LoadFromEnumerable(Rows.Pictures(1))));
    }

    [Fact]
    public void Native_sessions_are_released()
    {
        int before = ScoringSession.LiveCount;
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(2));
        using (NetworkFeaturizingTransformer transformer = _ml.DeepLearning.Featurize("Features", TestNetworks.Convolutional()).Fit(view))
            Rows.Scores(transformer.Transform(view), "Features");
        Assert.Equal(before, ScoringSession.LiveCount);
    }

    private static IEnumerable<ITransformer> Chain(ITransformer model) => model as IEnumerable<ITransformer> ?? [model];
}
