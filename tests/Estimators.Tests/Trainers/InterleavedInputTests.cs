using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Trainers;

/// <summary>A network with an input [N, H, W, C] does all that its twin with [N, C, H, W] does, on the same pixels.</summary>
public sealed class InterleavedInputTests : IDisposable
{
    private const int Height = 10, Width = 12;

    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();
    private readonly Network _planar;
    private readonly Network _interleaved;

    public InterleavedInputTests()
    {
        _planar = Network.Input(3, Height, Width).Conv2D(4, 3, name: "conv").ReLU().MaxPool2D(2).Flatten().Dense(2).Softmax().Build(seed: 3)
            .WithPreprocessing(new ImagePreprocessing { ColorOrder = ColorOrder.Bgr, Scale = 1, Mean = [103, 116, 124], StandardDeviation = [60, 50, 40] });
        _interleaved = GraphEdits.WithInterleavedInput(_planar);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheLayoutIsKnown()
    {
        Assert.Equal(PixelLayout.Planar, _planar.ImageLayout);
        Assert.Equal(PixelLayout.Interleaved, _interleaved.ImageLayout);

        // What the graph says is not overruled.
        Assert.Contains("Layout is Planar", Assert.Throws<OptionsException>(
            () => _interleaved.WithPreprocessing(new ImagePreprocessing { Layout = PixelLayout.Planar })).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PreparedImagesOfEitherLayoutScoreAlike(bool asBytes)
    {
        IDataView photos = Photos(6);
        IDataView prepared = Prepare(_interleaved, photos, asBytes), other = Prepare(_planar, photos, asBytes);
        Assert.Equal<int>([Height, Width, 3], [.. ((VectorDataViewType)prepared.Schema["Features"].Type).Dimensions]);
        using ConvNetTransformer planar = _mlContext.DeepLearning.Score(_planar), interleaved = _mlContext.DeepLearning.Score(_interleaved);
        float[][] expected = [.. planar.Transform(other).GetColumn<float[]>("Score")];
        foreach (IDataView rows in new[] { prepared, other })
        {
            foreach ((float[] one, float[] two) in expected.Zip(interleaved.Transform(rows).GetColumn<float[]>("Score")))
                Golden.Near(one, two, 1e-5);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TrainingWithAugmentationGivesTheSame(bool asBytes)
    {
        IDataView photos = Photos(32);
        using ConvNetTransformer one = Train(_planar), two = Train(_interleaved);
        Assert.Equal(one.History!.Epochs[^1].Loss, two.History!.Epochs[^1].Loss, 4);
        foreach (NetworkTensor tensor in one.Network.Tensors.Values.Where(tensor => tensor.ElementType == TensorElementType.Float))
            Golden.Near(tensor.Floats.ToArray(), two.Network.Tensors[tensor.Name].Floats.ToArray(), 1e-3);

        ConvNetTransformer Train(Network network) => _mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = network,
            Epochs = 3,
            BatchSize = 8,
            LearningRate = 0.01,
            Seed = 4,
            Device = "cpu",
            Progress = ProgressOutput.None,
            Augmentation = [Augmentation.Mirror(), Augmentation.Shift(0.2), Augmentation.Saturation(0.5), Augmentation.Brightness(0.3)],
        }).Fit(_mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(photos).Transform(Prepare(network, photos, asBytes)));
    }

    [Fact]
    public void ContactSheetsShowTheSame()
    {
        IDataView photos = Photos(4);
        Assert.Equal(Sheet(_planar), Sheet(_interleaved));

        byte[] Sheet(Network network)
        {
            string path = _folder.File("sheet.png");
            _mlContext.DeepLearning.SaveContactSheet(Prepare(network, photos, asBytes: true), new ConvNetOptions
            {
                Network = network,
                Seed = 4,
                Augmentation = [Augmentation.Mirror(), Augmentation.Saturation(0.5)],
            }, path, images: 4, variants: 2);
            return File.ReadAllBytes(path);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void InterpretationSeesTheSame(bool asBytes)
    {
        IDataView photos = Photos(6);
        using ConvNetTransformer one = _mlContext.DeepLearning.Score(_planar), two = _mlContext.DeepLearning.Score(_interleaved);
        Interpretation planar = Interpret(one, _planar), interleaved = Interpret(two, _interleaved);
        Assert.Equal(planar.TopLosses[0].Image!.ToPng(), interleaved.TopLosses[0].Image!.ToPng());
        ReportImage image = planar.TopLosses[0].Image!;
        Golden.Near(planar.Occlusion(image).Values.ToArray(), interleaved.Occlusion(image).Values.ToArray(), 1e-5);
        Golden.Near(planar.GradCam(image).Values.ToArray(), interleaved.GradCam(image).Values.ToArray(), 1e-4);
        Golden.Near(planar.FeatureMaps(image, "conv").Values.ToArray(), interleaved.FeatureMaps(image, "conv").Values.ToArray(), 1e-4);

        Interpretation Interpret(ConvNetTransformer model, Network network) => _mlContext.DeepLearning.Interpret(
            model, _mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(photos).Transform(Prepare(network, photos, asBytes)));
    }

    private IDataView Prepare(Network network, IDataView photos, bool asBytes) =>
        _mlContext.DeepLearning.PrepareImages(network, new PrepareImagesOptions { AsBytes = asBytes }).Fit(photos).Transform(photos);

    private IDataView Photos(int count) => _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i =>
    {
        var random = new Random(i);
        byte[] pixels = new byte[Width * Height * 4];
        for (int at = 0; at < pixels.Length; at++)
            pixels[at] = at % 4 == 3 ? (byte)255 : (byte)(random.Next(90) + (at % 4 * 40) + (i % 2 * 50));
        using MLImage image = MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Bgra32, pixels);
        string path = Path.Combine(_folder, $"{i}.png");
        image.Save(path);
        return new Photo { ImagePath = path, Label = $"{i % 2}" };
    }).ToArray());

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
