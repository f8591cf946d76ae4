using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators.Tests.StyleTransfer;

public sealed class StyleSavingTests : IDisposable
{
    private readonly MLContext _mlContext = StylePictures.Context();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlnetdeep-style-");

    private string File => Path.Combine(_folder.FullName, "style.zip");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(StyleOptimizer.Adam, false, StyleScaling.Relative)]
    [InlineData(StyleOptimizer.Lbfgs, true, StyleScaling.Paper)]
    public void ALoadedModelPaintsTheSame(StyleOptimizer optimizer, bool keepColor, StyleScaling scaling)
    {
        IDataView data = StylePictures.View(_mlContext, 1, 4);
        StyleTransferOptions options = StylePictures.Options() with
        {
            Optimizer = optimizer,
            KeepColor = keepColor,
            Scaling = scaling,
            Start = StyleStart.Noise,
            Seed = null,
            Side = StyleSide.Long,
            Size = 14,
            StyleSize = 11,
            OutputColumnName = "Painted",
            History = 4,
            Steps = 5,
            OnStep = _ => { },
        };
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(options).Fit(data);
        List<byte[]> expected = StylePictures.Read(transformer.Transform(data), "Painted");
        _mlContext.Model.Save(transformer, data.Schema, File);

        var other = new MLContext();
        other.DeepLearning.RegisterLoaders();
        using var loaded = (StyleTransferTransformer)other.Model.Load(File, out DataViewSchema schema);
        // ML.NET does not write image columns into the schema of a model.
        Assert.Equal(["Number"], schema.Select(column => column.Name));
        Assert.Equal(expected, StylePictures.Read(loaded.Transform(StylePictures.View(other, 1, 4)), "Painted"));
        Assert.Equal(transformer.Options.Seed, loaded.Options.Seed);
        Assert.Equal(ProgressOutput.None, loaded.Options.Progress);
        Assert.Null(loaded.Options.OnStep);

        string again = Path.Combine(_folder.FullName, "again.zip");
        other.DeepLearning.SaveModel(loaded, schema, again);
        var third = new MLContext();
        using var twice = (StyleTransferTransformer)third.DeepLearning.LoadModel(again, out _);
        Assert.Equal(expected, StylePictures.Read(twice.Transform(StylePictures.View(third, 1, 4)), "Painted"));
    }

    [Fact]
    public void ItIsAPartOfAPipeline()
    {
        string folder = _folder.FullName;
        using (MLImage image = StylePictures.Image(1))
        {
            image.Save(Path.Combine(folder, "picture.png"));
        }

        IDataView data = _mlContext.Data.LoadFromEnumerable([new FileRow { Path = "picture.png" }]);
        using TransformerChain<StyleTransferTransformer> chain = _mlContext.Transforms.LoadImages("Image", folder, "Path")
            .Append(_mlContext.DeepLearning.StyleTransfer(StylePictures.Options() with { Steps = 3 })).Fit(data);
        byte[] expected = StylePictures.Read(chain.Transform(data)).Single();
        _mlContext.DeepLearning.SaveModel(chain, data.Schema, File);
        ITransformer loaded = new MLContext().DeepLearning.LoadModel(File, out _);
        Assert.Equal(expected, StylePictures.Read(loaded.Transform(data)).Single());
    }

    [Theory]
    [InlineData("Style1", "'Style1' of the model file cannot be used: it is missing")]
    [InlineData("Network.onnx", "it is missing")]
    public void AMissingEntryIsNamed(string entry, string expected)
    {
        Save();
        Change(entry, _ => null);
        Assert.Contains(expected, Assert.Throws<ModelFileException>(() => _mlContext.DeepLearning.LoadModel(File, out _)).Message);
    }

    [Theory]
    [InlineData("Style0", "SHA-256")]
    [InlineData("Model.key", "Model.key")]
    public void AnAlteredEntryIsNamed(string entry, string expected)
    {
        Save();
        Change(entry, bytes =>
        {
            // In the header, the first brace of the JSON text; elsewhere, anything.
            int at = Array.IndexOf(bytes, (byte)'{') is var brace and >= 0 && entry == "Model.key" ? brace : bytes.Length / 2;
            bytes[at] ^= 1;
            return bytes;
        });
        Assert.Contains(expected, Assert.Throws<ModelFileException>(() => _mlContext.DeepLearning.LoadModel(File, out _)).Message);
    }

    [Fact]
    public void AHeaderWithValuesThatCannotBeIsRefused()
    {
        Save();
        Change("Model.key", bytes =>
        {
            int at = bytes.AsSpan().IndexOf("\"steps\":12"u8);
            "\"steps\":-2"u8.CopyTo(bytes.AsSpan(at));
            return bytes;
        });
        Assert.Contains("Steps must be", Assert.Throws<ModelFileException>(() => _mlContext.DeepLearning.LoadModel(File, out _)).Message);
    }

    private void Save()
    {
        using StyleTransferTransformer transformer = _mlContext.DeepLearning.StyleTransfer(StylePictures.Options()).Fit(StylePictures.View(_mlContext, 1));
        _mlContext.Model.Save(transformer, null, File);
    }

    private void Change(string name, Func<byte[], byte[]?> change) => ZipEntries.Change(File, name, change);

    private sealed class FileRow
    {
        public string Path { get; set; } = "";
    }
}
