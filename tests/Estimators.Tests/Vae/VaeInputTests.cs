using Microsoft.ML;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Vae;

public sealed class VaeInputTests
{
    private static readonly Network _encoder = MlNetDeep.Networks.VaeEncoder(8, 1, 3, 2), _decoder = MlNetDeep.Networks.VaeDecoder(8, 1, 3, 2);

    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void AllProblemsOfTheOptionsAreNamedTogether()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.Vae(new VaeOptions
        {
            Epochs = 0,
            Latents = 0,
            Filters = 0,
            Beta = double.MaxValue,
            Deviation = 1e-200,
            Likelihood = (VaeLikelihood)7,
            ClipGradientNorm = 0,
            ValidationFraction = 1,
            AnomalyShare = 1,
            Output = new VaeTransformerOptions { Draws = 0, ElboColumnName = "Score" },
        }));
        foreach (string name in (string[])["Epochs", "Latents", "Filters", "Beta", "Deviation", "Likelihood", "ClipGradientNorm", "ValidationFraction", "AnomalyShare", "Draws", "different names"])
        {
            Assert.Contains(error.Problems, p => p.Contains(name));
        }
    }

    [Fact]
    public void NetworksThatDoNotFitEachOtherAreRefusedBeforeTraining()
    {
        Refused(_encoder, MlNetDeep.Networks.VaeDecoder(8, 1, 4, 2), "[N, 4]");
        Refused(_encoder, MlNetDeep.Networks.VaeDecoder(12, 1, 3, 2), "one size");
        Refused(_encoder.WithOutputs("mean"), _decoder, "two outputs");
        Refused(_encoder, _encoder, "Decoder must have");
        Refused(_encoder, _decoder.WithPreprocessing(new ImagePreprocessing { Scale = 1 }), "preprocessing");
        Refused(_encoder, MlNetDeep.Networks.DcganGenerator(8, 1, 3, 2), "preprocessing");
        Refused(_encoder.WithPreprocessing(null), MlNetDeep.Networks.DcganGenerator(8, 1, 3, 2), "sigmoid");
        Refused(_encoder.WithPreprocessing(null), MlNetDeep.Networks.DcganGenerator(8, 1, 1, 2, classes: 2), "classes");

        void Refused(Network encoder, Network decoder, string what) => Assert.Contains(what, Assert.Throws<OptionsException>(
            () => _mlContext.DeepLearning.Vae(VaeFixture.Options(1) with { Encoder = encoder, Decoder = decoder })).Message);
    }

    [Fact]
    public void OneOwnNetworkMustFitTheOtherThatIsMade()
    {
        Network rectangular = Network.Input(1, 8, 4).Flatten().Dense(6).Reshape(6).Build();
        Assert.Contains("two outputs", Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.Vae(VaeFixture.Options(1) with { Encoder = rectangular })).Message);
        Network decoder = Network.Input(3).Dense(32).Sigmoid().Reshape(1, 8, 4).Build();
        Assert.Contains("square", Assert.Throws<OptionsException>(() => _mlContext.Fit(VaeFixture.Options(1) with { Decoder = decoder })).Message);
        using VaeTransformer model = _mlContext.Fit(VaeFixture.Options(1) with { Decoder = MlNetDeep.Networks.VaeDecoder(8, 1, 7, 2) });
        Assert.Equal(7, model.Latents);
    }

    [Theory]
    [InlineData(1.5f, "decoder makes values from 0 to 1")]
    [InlineData(-0.25f, "decoder makes values from 0 to 1")]
    [InlineData(float.NaN, "NaN")]
    public void ValuesOutOfRangeAreRefused(float value, string what)
    {
        List<ShapeRow> rows = [.. Shapes.Rows(8)];
        rows[5].Features[7] = value;
        DeepLearningException error = Assert.ThrowsAny<DeepLearningException>(
            () => _mlContext.Fit(VaeFixture.Options(1), _mlContext.Data.LoadFromEnumerable(rows)));
        Assert.Contains("Row 5", error.Message);
        Assert.Contains(what, error.Message);
    }

    [Fact]
    public void PixelsThatAreNotProbabilitiesAreRefused()
    {
        var pixels = new ImagePreprocessing { Mean = [0.5f], StandardDeviation = [0.5f] };
        VaeOptions options = VaeFixture.Options(1) with
        {
            Encoder = _encoder.WithPreprocessing(pixels),
            Decoder = _decoder.WithPreprocessing(pixels),
            FeatureColumnName = "Bytes",
        };
        Assert.Contains("from -1 to 1", Assert.Throws<OptionsException>(() => _mlContext.Fit(options)).Message);
        using VaeTransformer gaussian = _mlContext.Fit(options with { Likelihood = VaeLikelihood.Gaussian });
        Assert.Equal(pixels, gaussian.Encoder.Preprocessing);
    }

    [Theory]
    [InlineData(0, "no training rows")]
    [InlineData(1, "1 images")]
    public void TooFewImagesAreRefused(int count, string what)
    {
        TrainingException error = Assert.Throws<TrainingException>(
            () => _mlContext.Fit(VaeFixture.Options(1), _mlContext.Data.LoadFromEnumerable(Shapes.Rows(count).ToList())));
        Assert.Contains(what, error.Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void ARowThatIsNoImageIsNeverNormal(float value)
    {
        using VaeTransformer model = _mlContext.Fit(VaeFixture.Options(1));
        List<ShapeRow> rows = [.. Shapes.Rows(8)];
        rows[5].Features[7] = value;
        ColumnException error = Assert.Throws<ColumnException>(() => _mlContext.Score(model, _mlContext.Data.LoadFromEnumerable(rows)));
        Assert.Contains("Row 5", error.Message);
        Assert.Contains("position 7 of column 'Features'", error.Message);
    }

    [Theory]
    [InlineData(1e30, 1, "step 1 ")]
    [InlineData(0.01, 1e30, "gradient norm became Infinity at step 1 ")]
    public void ARunThatOverflowsIsNamed(double learningRate, double beta, string what)
    {
        TrainingException error = Assert.Throws<TrainingException>(() => _mlContext.Fit(
            VaeFixture.Options(1) with { LearningRate = learningRate, Beta = beta, BatchSize = 64 }));
        Assert.Contains(what, error.Message);
    }

    [Fact]
    public void ColumnsThatAreNoImagesAreRefused()
    {
        Assert.Throws<ColumnException>(() => _mlContext.Fit(VaeFixture.Options(1) with { FeatureColumnName = "Nothing" }));
        Assert.Throws<ColumnException>(() => _mlContext.Fit(VaeFixture.Options(1) with { FeatureColumnName = "Value" }));
        Assert.Throws<ColumnException>(() => _mlContext.Fit(VaeFixture.Options(1) with { Encoder = MlNetDeep.Networks.VaeEncoder(12, 1, 3, 2) }));
        using VaeTransformer model = _mlContext.Fit(VaeFixture.Options(1));
        Assert.Throws<ColumnException>(() => model.GetOutputSchema(_mlContext.Data.LoadFromEnumerable(new[] { new Other() }).Schema));
    }

    [Fact]
    public void AModelChecksItsOptions()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => new VaeTransformer(_mlContext, _encoder, _decoder, new VaeTransformerOptions
        {
            InputColumnName = "",
            LatentColumnName = "Score",
            Threshold = float.NaN,
            Draws = 1000,
            BatchSize = 0,
            Device = "tpu",
            Deviation = double.NaN,
        }));
        Assert.Equal(7, error.Problems.Count);
        Assert.Throws<DeepLearningException>(() => new VaeTransformer(_mlContext, _encoder.WithOutputs("mean"), _decoder, new VaeTransformerOptions()));
    }

    private sealed class Other
    {
        public float Features { get; set; }
    }
}
