using System.IO.Compression;
using System.Text;
using MlNetDeep.Transforms.Tests.Images;

namespace MlNetDeep.Transforms.Tests.Exporting;

/// <summary>Models as chains of ML.NET's own transformers.</summary>
public sealed class StockPipelineTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NumbersAreScoredByMlNetAlone()
    {
        List<Rows.Example> rows = Rows.Examples(20);
        IDataView view = _ml.Data.LoadFromEnumerable(rows);
        TransformerChain<ITransformer> model = Chains.Full(_ml, rows);

        StockPipeline stock = _ml.DeepLearning.ToStockPipeline(model, view);

        Assert.Equal((16, 1.0), (stock.Rows, stock.LabelAgreement));
        Assert.InRange(stock.LargestDifference, 0, 1e-6);
        IDataView scored = Reloaded(stock, view).Transform(view);
        Assert.Equal(rows.Select(row => row.Label), scored.GetColumn<string[]>("PredictedLabel").Select(label => label.Single()));
        Assert.Equal(Rows.Scores(model.Transform(view)), Rows.Scores(scored), (a, b) => a.Zip(b).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PicturesOfOneSizeAreScoredByMlNetAlone(bool loaded)
    {
        Network network = Network.Input(3, 20, 24).Conv2D(4, 3).ReLU().GlobalAveragePool().Flatten().Dense(3).Softmax().Build(seed: 3)
            .WithLabels(["cat", "dog", "owl"]).WithPreprocessing(new ImagePreprocessing { Mean = [0.4f], ShortSide = 30 });
        IDataView view = Pictures.View([.. Enumerable.Range(0, 4).Select(i => Noise(60, 41, i))]);
        ITransformer prepare = loaded
            ? _ml.Transforms.LoadImages("Picture", "", "ImagePath").Append(_ml.DeepLearning.PrepareImages(network, "Features", "Picture")).Fit(view)
            : _ml.DeepLearning.PrepareImages(network).Fit(view);
        using ConvNetTransformer scorer = _ml.DeepLearning.Score(network);
        var model = new TransformerChain<ITransformer>(prepare, scorer);
        Assert.Contains("give PictureWidth and PictureHeight", Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.ToStockPipeline(model, view)).Message, StringComparison.Ordinal);

        StockPipeline stock = _ml.DeepLearning.ToStockPipeline(model, view, new() { PictureWidth = 60, PictureHeight = 41 });

        Assert.Equal((4, 1.0), (stock.Rows, stock.LabelAgreement));
        Assert.InRange(stock.LargestDifference, 0, 1e-3);
        IDataView scored = Reloaded(stock, view).Transform(view);
        Assert.Equal(Rows.Scores(model.Transform(view)), Rows.Scores(scored), (a, b) => a.Zip(b).All(pair => Math.Abs(pair.First - pair.Second) < 1e-3));
        Assert.Contains("The stock pipeline was not", Assert.Throws<DeepLearningException>(
            () => _ml.DeepLearning.ToStockPipeline(model, view, new() { PictureWidth = 20, PictureHeight = 90, Export = new() { Tolerance = 1e-6 } })).Message, StringComparison.Ordinal);
    }

    // Through a file that names no assembly of ours, in a context that never saw them.
    private ITransformer Reloaded(StockPipeline stock, IDataView view)
    {
        string path = _folder.File("stock.zip");
        _ml.Model.Save(stock.Model, view.Schema, path);
        using (ZipArchive zip = ZipFile.OpenRead(path))
        {
            foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.Name == "Model.key"))
            {
                using var copy = new MemoryStream();
                using Stream stream = entry.Open();
                stream.CopyTo(copy);
                Assert.DoesNotContain("MlNetDeep", Encoding.Latin1.GetString(copy.ToArray()).Replace("\0", "", StringComparison.Ordinal), StringComparison.Ordinal);
            }
        }

        return new MLContext().Model.Load(path, out _);
    }

    private string Noise(int width, int height, int seed)
    {
        byte[] pixels = new byte[width * height * 4];
        new Random(seed).NextBytes(pixels);
        for (int i = 3; i < pixels.Length; i += 4)
            pixels[i] = 255;
        using MLImage image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
        image.Save(_folder.File($"{seed}.png"));
        return _folder.File($"{seed}.png");
    }
}
