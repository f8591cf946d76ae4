using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Trainers;

/// <summary>What was done to the images goes with the network, wherever it goes.</summary>
public sealed class PreprocessingTests : IDisposable
{
    private static readonly ImagePreprocessing _blueFirst = new()
    {
        Width = 12,
        Height = 10,
        Channels = 3,
        ColorOrder = ColorOrder.Bgr,
        Scale = 1 / 64f,
        Mean = [1, 2, 1.5f],
        StandardDeviation = [0.5f, 1, 2],
        Fit = ImageFit.Pad,
        PadLevel = 90,
    };

    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnExportedFileScoresAsThePipelineThatWasTrained(bool asBytes)
    {
        IDataView photos = Photos(40);
        Network network = Network.Input(3, 10, 12).Conv2D(4, 3).ReLU().GlobalAveragePool().Flatten().Dense(2).Softmax().Build(seed: 3);
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(_mlContext.DeepLearning.PrepareImages(new PrepareImagesOptions { Preprocessing = _blueFirst, AsBytes = asBytes, OutputColumnName = "Pixels" }))
            .Append(_mlContext.Transforms.CopyColumns("Features", "Pixels"))
            .AppendCacheCheckpoint(_mlContext)
            .Append(_mlContext.DeepLearning.ConvNet(new ConvNetOptions { Network = network, Epochs = 30, BatchSize = 10, LearningRate = 0.02, Optimizer = new AdamWOptions(), Seed = 2, Progress = ProgressOutput.None }))
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"));
        ITransformer model = pipeline.Fit(photos);
        float[][] expected = [.. model.Transform(photos).GetColumn<float[]>("Score")];
        Assert.True(_mlContext.MulticlassClassification.Evaluate(model.Transform(photos)).MicroAccuracy > 0.9);

        string file = Path.Combine(_folder, "network.onnx"), zip = Path.Combine(_folder, "model.zip");
        _mlContext.DeepLearning.ExportToOnnx(model, photos, file, new() { Form = OnnxForm.Network });
        _mlContext.DeepLearning.SaveModel(model, photos.Schema, zip);
        ITransformer loaded = new MLContext().DeepLearning.LoadModel(zip, out _);
        foreach (Network carried in new[] { Network.Load(file), ((IEnumerable<ITransformer>)loaded).SelectMany(part => part is IEnumerable<ITransformer> chain ? chain : [part]).OfType<ConvNetTransformer>().Single().Network })
        {
            Assert.Equal(_blueFirst, carried.Preprocessing);
            using ConvNetTransformer scorer = _mlContext.DeepLearning.Score(carried);
            IDataView scored = scorer.Transform(_mlContext.DeepLearning.PrepareImages(carried).Fit(photos).Transform(photos));
            foreach ((float[] one, float[] other) in expected.Zip(scored.GetColumn<float[]>("Score")))
                Golden.Near(one, other, 1e-5);
        }

        // Not with pixels of another kind.
        using ConvNetTransformer strict = _mlContext.DeepLearning.Score(Network.Load(file));
        IDataView red = _mlContext.DeepLearning.PrepareImages(new PrepareImagesOptions { Preprocessing = _blueFirst with { ColorOrder = ColorOrder.Rgb }, AsBytes = asBytes }).Fit(photos).Transform(photos);
        var error = Assert.Throws<ColumnException>(() => strict.Transform(red));
        Assert.Contains("Rgb", error.Message, StringComparison.Ordinal);
        Assert.Contains("Bgr", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FineTuningRefusesImagesPreparedForAnotherNetwork()
    {
        IDataView photos = Photos(4);
        Network backbone = Network.Input(3, 10, 12).Conv2D(4, 3).ReLU().GlobalAveragePool().Flatten().Dense(5).Softmax().Build(seed: 3)
            .WithPreprocessing(_blueFirst);
        var other = new PrepareImagesOptions { Preprocessing = new ImagePreprocessing { Width = 12, Height = 10 } };
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(_mlContext.DeepLearning.PrepareImages(other))
            .Append(_mlContext.DeepLearning.FineTune(new FineTuneOptions { Network = backbone, CacheFolder = "", Progress = ProgressOutput.None }));
        var error = Assert.Throws<ColumnException>(() => pipeline.Fit(photos));
        Assert.Contains("PrepareImages(network)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATrainerWarnsWhenItChangesWhatTheNetworkSays()
    {
        var warnings = new List<string>();
        _mlContext.Log += (_, message) => warnings.Add(message.Message);
        IDataView photos = Photos(8);
        Network network = Network.Input(3, 10, 12).Flatten().Dense(2).Softmax().Build(seed: 3).WithPreprocessing(_blueFirst);
        var plain = new ImagePreprocessing { Width = 12, Height = 10, Channels = 3 };
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(_mlContext.DeepLearning.PrepareImages(new PrepareImagesOptions { Preprocessing = plain }))
            .Append(_mlContext.DeepLearning.ConvNet(new ConvNetOptions { Network = network, Epochs = 1, Progress = ProgressOutput.None }));
        using ConvNetTransformer model = pipeline.Fit(photos).LastTransformer;
        Assert.Equal(plain, model.Network.Preprocessing);
        Assert.Contains(warnings, warning => warning.Contains("was made for 12 x 10, Bgr", StringComparison.Ordinal));
    }

    [Fact]
    public void AFixedBatchIsMadeFreeForTraining()
    {
        Network fixedBatch = GraphEdits.WithFixedBatch(Shapes.Network(), 1);
        Assert.Equal(1, fixedBatch.Inputs[0].Shape[0]);
        IDataView rows = Shapes.View(_mlContext, 48);
        using ConvNetTransformer free = Train(Shapes.Network()), freed = Train(fixedBatch);
        Assert.Null(freed.Network.Inputs[0].Shape[0]);
        Assert.Equal(free.History!.Epochs[^1].Loss, freed.History!.Epochs[^1].Loss, 5);

        ConvNetTransformer Train(Network network) => _mlContext.DeepLearning.ConvNet(
            new ConvNetOptions { Network = network, Epochs = 2, BatchSize = 16, Seed = 1, Progress = ProgressOutput.None }).Fit(rows);
    }

    // Red above or blue above, with noise: whoever swaps colors swaps the classes.
    private IDataView Photos(int count)
    {
        var random = new Random(5);
        return _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i =>
        {
            byte[] pixels = new byte[16 * 20 * 4];
            for (int at = 0; at < pixels.Length; at++)
                pixels[at] = at % 4 == 3 ? (byte)255 : (byte)(random.Next(90) + (at % 4 == (i % 2 == 0 ? 0 : 2) ? 120 : 20));
            using MLImage image = MLImage.CreateFromPixels(16, 20, MLPixelFormat.Bgra32, pixels);
            string path = Path.Combine(_folder, $"{i}.png");
            image.Save(path);
            return new Photo { ImagePath = path, Label = i % 2 == 0 ? "blue" : "red" };
        }).ToArray());
    }

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
