using MlNetDeep.Transforms.Tests.Generation;

namespace MlNetDeep.Transforms.Tests;

/// <summary>A file of every kind of transformer, saved once: it loads, and scores what it scored then.</summary>
public sealed class StoredModelTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Multiclass() => Check(
        "convnet",
        () => new ConvNetTransformer(
            _ml, TestNetworks.Convolutional().WithPreprocessing(new() { Width = 8, Height = 8, Channels = 1, ColorOrder = ColorOrder.Gray, Mean = [0.5f] }),
            new() { Classes = ClassLabels.FromText(["zero", "one", "two", "سه", "four"]), BatchSize = 3, Threads = 1 },
            new TrainingHistory(
                [new(1, 2.5, 0.25, double.NaN, null, 0.001, TimeSpan.FromSeconds(1.5)) { Measures = new Dictionary<string, double> { ["loss"] = 1 } }],
                1, StopReason.EarlyStopping, -5, "cpu")),
        model =>
        {
            var scorer = (ConvNetTransformer)model;
            Assert.Equal("سه", scorer.Classes!.Texts[3]);
            Assert.Equal((3, 1, StopReason.EarlyStopping), (scorer.Options.BatchSize, scorer.History!.BestEpoch, scorer.History.StopReason));
            Assert.Equal(1, scorer.History.Epochs[0].Measures!["loss"]);
            Assert.Equal(0.5f, Assert.Single(scorer.Network.Preprocessing!.Mean));
            return Rows.Scores(model.Transform(_ml.Data.LoadFromEnumerable(Rows.Pictures(4)))).SelectMany(row => row);
        });

    [Fact]
    public void Binary() => Check(
        "binary",
        () => new ConvNetTransformer(_ml, TestNetworks.Probability(), new() { Task = NetworkTask.Binary, ProbabilityColumnName = "P" }),
        model => model.Transform(Examples()).GetColumn<float>("P").Concat(model.Transform(Examples()).GetColumn<float>("Score")));

    [Fact]
    public void Regression() => Check(
        "regression", () => new ConvNetTransformer(_ml, TestNetworks.WeightedSum(), new() { Task = NetworkTask.Regression }),
        model => model.Transform(Examples()).GetColumn<float>("Score"));

    [Fact]
    public void BinaryWithThresholdAndTemperature() => Check(
        "decided",
        () => new ConvNetTransformer(
            _ml, Temperature.Divide(TestNetworks.Probability(), 2),
            new() { Task = NetworkTask.Binary, Thresholds = [0.97], Calibration = new ModelCalibration(2, 300, 0.25, 0.125, double.PositiveInfinity, 0.5) }),
        model =>
        {
            var scorer = (ConvNetTransformer)model;
            Assert.Equal([0.97], scorer.Options.Thresholds);
            Assert.Equal(new ModelCalibration(2, 300, 0.25, 0.125, double.PositiveInfinity, 0.5), scorer.Calibration);
            bool[] said = [.. model.Transform(Examples()).GetColumn<bool>("PredictedLabel")];
            Assert.Contains(true, said);
            Assert.Contains(false, said);
            return said.Select(yes => yes ? 1f : 0).Concat(model.Transform(Examples()).GetColumn<float>("Probability"));
        });

    [Fact]
    public void MultiLabel() => Check(
        "multilabel",
        () => new ConvNetTransformer(
            _ml, TestNetworks.Convolutional().WithOutputs(TestNetworks.Convolutional().Nodes[^1].Inputs[0]),
            new() { Task = NetworkTask.MultiLabel, Classes = ClassLabels.FromText(["zero", "one", "two", "سه", "four"]), Thresholds = [0.4, 0.5, 0.6, 0.5, 0.45] }),
        model =>
        {
            var scorer = (ConvNetTransformer)model;
            Assert.Equal("سه", scorer.Classes!.Texts[3]);
            IDataView scored = model.Transform(Pictures());
            Assert.Equal(
                Rows.Scores(scored, "Probability").Select(row => row.Zip(scorer.Options.Thresholds).Select(pair => pair.First > pair.Second)),
                scored.GetColumn<bool[]>("PredictedLabel"));
            return Rows.Scores(scored).Concat(Rows.Scores(scored, "Probability")).SelectMany(row => row);
        });

    [Fact]
    public void AChainWithKeys() => Check(
        "chain", () => Chains.Full(_ml, Rows.Examples(12)),
        model => Rows.Scores(model.Transform(Examples())).SelectMany(row => row));

    [Fact]
    public void Featurizer() => Check(
        "featurizer",
        () => _ml.DeepLearning.Featurize("Seen", TestNetworks.Convolutional(), inputColumnName: "Features").Fit(Pictures()),
        model => Rows.Scores(model.Transform(Pictures()), "Seen").SelectMany(row => row));

    [Fact]
    public void Generator() => Check(
        "generator",
        () => new GeneratorTransformer(
            _ml, Generators.Make(classes: 3).WithLabels(["a", "b", "c"]), new() { OutputKind = GeneratedImageKind.Float, Class = "b", Truncation = 1.5 },
            null, Network.Input(1, 8, 8).Flatten().Dense(1).Build(1)),
        model =>
        {
            Assert.NotNull(((GeneratorTransformer)model).Discriminator);
            return Generators.Floats(model.Transform(_ml.Seeds(1, 2))).SelectMany(row => row);
        });

    [Fact]
    public void ImagePreparation() => Check(
        "images",
        () => _ml.DeepLearning.PrepareImages(new PrepareImagesOptions
        {
            Preprocessing = new()
            {
                Width = 6,
                Height = 5,
                ColorOrder = ColorOrder.Bgr,
                Mean = [0.4f, 0.5f, 0.6f],
                StandardDeviation = [0.2f, 0.25f, 0.3f],
                Fit = ImageFit.Pad,
                PadLevel = 7,
                Layout = PixelLayout.Interleaved,
            },
        }).Fit(Paths()),
        model => Rows.Scores(model.Transform(Paths()), "Features").SelectMany(row => row));

    [Fact]
    public void Vae() => Check(
        "vae",
        () => new VaeTransformer(
            _ml, Networks.VaeEncoder(8, 1, 3, 2, 5), Networks.VaeDecoder(8, 1, 3, 2, 6), new() { Draws = 2, Threshold = 44 }),
        model => new[] { "Score", "ReconstructionError" }.SelectMany(column => model.Transform(Pictures()).GetColumn<float>(column)));

    private void Check(string name, Func<ITransformer> make, Func<ITransformer, IEnumerable<float>> values) => StoredModel.Check(
        "Transforms.Tests", name,
        path =>
        {
            ITransformer model = make();
            _ml.DeepLearning.SaveModel(model, null, path);
            (model as IDisposable)?.Dispose();
        },
        path =>
        {
            ITransformer model = new MLContext(seed: 1).DeepLearning.LoadModel(path, out _);
            float[] found = [.. values(model)];
            (model as IDisposable)?.Dispose();
            return found;
        });

    private IDataView Examples() => _ml.Data.LoadFromEnumerable(Rows.Examples(6));

    private IDataView Pictures() => _ml.Data.LoadFromEnumerable(Rows.Pictures(3));

    private IDataView Paths() => _ml.Data.LoadFromEnumerable(
        [new ImagePath { Path = Checkout.File("tests", "Transforms.Tests", "Golden", "images", "plain.png") }]);

    private sealed class ImagePath
    {
        [ColumnName("ImagePath")]
        public string Path { get; set; } = "";
    }
}
