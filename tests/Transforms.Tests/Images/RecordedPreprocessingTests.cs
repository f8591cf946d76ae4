namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>A column of prepared images says how they were prepared, as long as nothing changes them.</summary>
public sealed class RecordedPreprocessingTests
{
    private static readonly ImagePreprocessing _blueFirst = new()
    {
        Width = 8,
        Height = 6,
        Channels = 3,
        ColorOrder = ColorOrder.Bgr,
        Scale = 1,
        Mean = [104, 117, 123],
        ShortSide = 9,
        Layout = PixelLayout.Planar,
    };

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void StepsThatLeaveTheValuesKeepTheRecord()
    {
        IDataView view = Prepared();
        foreach (IDataView kept in new[]
        {
            view, _ml.Data.Cache(view), _ml.Data.TakeRows(view, 1), _ml.Data.ShuffleRows(view), _ml.Data.TrainTestSplit(view, 0.5).TrainSet,
            _ml.Data.FilterRowsByMissingValues(view, "Features"), Through(_ml.Transforms.SelectColumns("Features"), view),
        })
        {
            Assert.Equal(_blueFirst, RecordedPreprocessing.Of(kept.Schema["Features"]));
        }

        Assert.Equal(_blueFirst, RecordedPreprocessing.Of(Through(_ml.Transforms.CopyColumns("Copy", "Features"), view).Schema["Copy"]));
        Assert.Equal(_blueFirst, RecordedPreprocessing.Of(Through(_ml.Transforms.Concatenate("One", "Features"), view).Schema["One"]));
    }

    [Fact]
    public void StepsThatChangeTheValuesLoseIt()
    {
        IDataView view = Prepared();
        Assert.Null(RecordedPreprocessing.Of(Through(_ml.Transforms.NormalizeMinMax("Features"), view).Schema["Features"]));
        Assert.Null(RecordedPreprocessing.Of(Through(_ml.Transforms.Conversion.ConvertType("Features", outputKind: DataKind.Double), view).Schema["Features"]));
        Assert.Null(RecordedPreprocessing.Of(Through(_ml.Transforms.Concatenate("Two", "Features", "Features"), view).Schema["Two"]));
    }

    [Fact]
    public void ANetworkIsPreparedForAsItSays()
    {
        Network network = Network.FromBytes(Colored().WithPreprocessing(_blueFirst with { Fit = ImageFit.Pad, ShortSide = 0, PadLevel = 7, Layout = null }).ToBytes());
        ImagePreprocessing prepared = _ml.DeepLearning.PrepareImages(network).Fit(Pictures.View("a.png")).Options.Preprocessing!;
        Assert.Equal(network.Preprocessing! with { Layout = PixelLayout.Planar }, prepared);
    }

    [Fact]
    public void PixelsForAnotherNetworkAreRefused()
    {
        foreach (ImagePreprocessing other in new[]
        {
            _blueFirst with { ColorOrder = ColorOrder.Rgb }, _blueFirst with { Scale = 1 / 255f }, _blueFirst with { Mean = [1] },
            _blueFirst with { StandardDeviation = [2] },
        })
        {
            using ConvNetTransformer model = _ml.DeepLearning.Score(Colored().WithPreprocessing(other));
            Assert.Contains("PrepareImages(network)", Assert.Throws<ColumnException>(() => model.GetOutputSchema(Prepared().Schema)).Message, StringComparison.Ordinal);
        }

        // One number for all channels is the same as three; another crop is not another pixel.
        using ConvNetTransformer same = _ml.DeepLearning.Score(Colored().WithPreprocessing(_blueFirst with { StandardDeviation = [1, 1, 1], ShortSide = 0 }));
        Assert.NotNull(same.GetOutputSchema(Prepared().Schema).GetColumnOrNull("Score"));
    }

    [Fact]
    public void OnlyANetworkWithWeightsOfItsOwnIsWarnedAbout()
    {
        var warnings = new List<string>();
        _ml.Log += (_, message) => warnings.Add(message.Message);
        Network drawn = Colored(), loaded = Network.FromBytes(drawn.ToBytes());

        _ml.DeepLearning.PrepareImages(drawn);
        _ml.DeepLearning.PrepareImages(loaded.WithPreprocessing(_blueFirst));
        Assert.Empty(warnings);
        _ml.DeepLearning.PrepareImages(loaded);
        using ConvNetTransformer scorer = _ml.DeepLearning.Score(loaded);
        _ml.DeepLearning.Featurize("Out", loaded);
        Assert.Equal(3, warnings.Count(warning => warning.Contains("WithPreprocessing", StringComparison.Ordinal)));
    }

    private IDataView Prepared() => Through(
        _ml.DeepLearning.PrepareImages(new PrepareImagesOptions { Preprocessing = _blueFirst }),
        Pictures.View(Pictures.File("plain.png"), Pictures.File("plain.jpg")));

    private static IDataView Through<T>(IEstimator<T> step, IDataView view)
        where T : ITransformer => step.Fit(view).Transform(view);

    private static Network Colored() => Network.Input(3, 6, 8).Conv2D(2, 3).GlobalAveragePool().Flatten().Dense(2).Softmax().Build(seed: 1);
}
