using MlNetDeep.Transforms.Tests.Images;

namespace MlNetDeep.Transforms.Tests.Exporting;

/// <summary>SqueezeNet with its published weights, on photographs.</summary>
public sealed class RealPhotoExportTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SqueezenetNamesThePhotosInPlainOnnxRuntime()
    {
        string data = RealPhotoTests.Data("models/squeezenet1_1.onnx");
        using TransformerChain<ITransformer> model = Squeezenet(data, out IDataView photos);

        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(model, photos, _folder.File("photos.onnx"));

        Assert.Equal((5, 1.0), (result.Rows, result.LabelAgreement));
        Assert.InRange(result.LargestDifference, 0, 5e-3);
        using var file = new OnnxFile(_folder.File("photos.onnx"));
        string[] labels = [.. Paths(data).Select(path => ((string[])file.Run(RawPicture.OfFile(path, 10_000_000))["PredictedLabel"])[0])];
        Assert.Equal("chickadee hotdog Persian_cat", string.Join(' ', labels.Where(label => !label.Contains("abby") && !label.Contains("gyptian")).Select(label => label.Replace(' ', '_'))));
    }

    [Fact]
    public void SqueezenetInBytesKnowsCatsAndDogsAsWell()
    {
        string data = RealPhotoTests.Data("models/squeezenet1_1.onnx");
        using TransformerChain<ITransformer> model = Squeezenet(data, out IDataView photos);
        (IDataView calibration, _) = Animals(data, "train", 50);
        (IDataView others, string[] files) = Animals(data, "validation", 100);

        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(model, others, _folder.File("photos.onnx"), new()
        {
            Precision = OnnxPrecision.Int8,
            Int8 = new Int8Options { CalibrationData = calibration },
            CheckedRows = 50,
            LeastLabelAgreement = 0.7,
        });

        Assert.True(new FileInfo(_folder.File("photos.onnx")).Length < 1_500_000);
        using var file = new OnnxFile(_folder.File("photos.onnx"));
        string[] before = [.. _ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(model.Transform(others)).Transform(model.Transform(others)).GetColumn<string>("PredictedLabel")];
        string[] after = [.. files.Select(path => ((string[])file.Run(RawPicture.OfFile(path, 10_000_000))["PredictedLabel"])[0])];
        string[] classes = File.ReadAllLines(Path.Combine(data, "imagenet_classes.txt"));
        (double one, double other) = (Right(before), Right(after));
        TestContext.Current.TestOutputHelper?.WriteLine($"right before {one:P1}, after {other:P1}; {result}");
        Assert.InRange(one, 0.6, 1);
        Assert.InRange(other, one - 0.01, 1);

        // Classes 281 to 285 are house cats, 151 to 268 dogs.
        double Right(string[] labels) => labels.Zip(files).Average(pair =>
            Array.IndexOf(classes, pair.First) is var c && (Path.GetFileName(Path.GetDirectoryName(pair.Second)) == "cat" ? c is >= 281 and <= 285 : c is >= 151 and <= 268) ? 1.0 : 0);
    }

    private static string[] Paths(string data) => [.. Directory.GetFiles(Path.Combine(data, "photos"), "*.jpg").Order()];

    private static (IDataView View, string[] Files) Animals(string data, string part, int ofEach)
    {
        string[] files = [.. new[] { "cat", "dog" }.SelectMany(animal => Directory.GetFiles(Path.Combine(data, "dogs-vs-cats", part, animal)).Order().Take(ofEach))];
        return (Pictures.View(files), files);
    }

    private TransformerChain<ITransformer> Squeezenet(string data, out IDataView photos)
    {
        Network network = Network.Load(Path.Combine(data, "models", "squeezenet1_1.onnx"))
            .WithLabels(File.ReadAllLines(Path.Combine(data, "imagenet_classes.txt")))
            .WithPreprocessing(new ImagePreprocessing { Mean = [0.485f, 0.456f, 0.406f], StandardDeviation = [0.229f, 0.224f, 0.225f], ShortSide = 256 });
        photos = Pictures.View(Paths(data));
        ITransformer prepare = _ml.DeepLearning.PrepareImages(network).Fit(photos);
        return new TransformerChain<ITransformer>(prepare, _ml.DeepLearning.Score(network));
    }
}
