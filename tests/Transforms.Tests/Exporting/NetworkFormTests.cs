using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep.Transforms.Tests.Exporting;

public sealed class NetworkFormTests : IDisposable
{
    private static readonly OnnxExportOptions _alone = new() { Form = OnnxForm.Network };

    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void OnnxRuntimeGivesTheSameScoresForAnyBatch(int rows)
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        List<Rows.Picture> pictures = Rows.Pictures(rows);
        IDataView view = _ml.Data.LoadFromEnumerable(pictures);
        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("network.onnx"), _alone);
        Assert.Equal((Math.Min(rows, 16), 0.0), (result.Rows, result.LargestDifference));

        using var session = new InferenceSession(_folder.File("network.onnx"));
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(
            pictures.SelectMany(picture => picture.Features).ToArray(), [rows, 1, 8, 8]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["input"], [input], ["output"]);

        float[] expected = [.. Rows.Scores(model.Transform(view)).SelectMany(row => row)];
        Assert.Equal(expected, outputs[0].GetTensorDataAsSpan<float>().ToArray(), (a, b) => Math.Abs(a - b) <= 1e-6f);
    }

    [Fact]
    public void LabelsAndPreprocessingAreInTheFile()
    {
        var preprocessing = new ImagePreprocessing { Width = 8, Height = 8, Channels = 1, ColorOrder = ColorOrder.Gray };
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            TestNetworks.Convolutional().WithPreprocessing(preprocessing),
            new() { Classes = ClassLabels.FromValues([0f, 1f, 2.5f, 3f, 4f]) });
        DataViewSchema schema = _ml.Data.LoadFromEnumerable(Rows.Pictures(1)).Schema;

        _ml.DeepLearning.ExportToOnnx(new TransformerChain<ITransformer>(model), schema, _folder.File("network.onnx"), _alone);

        Network network = Network.Load(_folder.File("network.onnx"));
        Assert.Equal(["0", "1", "2.5", "3", "4"], network.Labels);
        Assert.Equal(preprocessing, network.Preprocessing);
        Assert.Null(network.Inputs[0].Shape[0]);
    }

    [Fact]
    public void NoneOrTwoNetworksCannotBeExported()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());
        DataViewSchema schema = _ml.Data.LoadFromEnumerable(Rows.Examples(1)).Schema;

        var none = Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.ExportToOnnx(
            new TransformerChain<ITransformer>(), schema, _folder.File("network.onnx"), _alone));
        var two = Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.ExportToOnnx(
            new TransformerChain<ITransformer>(model, new TransformerChain<ITransformer>(model)), schema, _folder.File("network.onnx"), _alone));

        Assert.Contains("holds 0 networks", none.Message);
        Assert.Contains("holds 2 networks", two.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void ASchemaThatDoesNotFitIsAnError()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());

        Assert.Throws<ColumnException>(() => _ml.DeepLearning.ExportToOnnx(
            model, _ml.Data.LoadFromEnumerable(Rows.Examples(1)).Schema, _folder.File("network.onnx"), _alone));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void StepsThatTheFileWouldLackAreNamed()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Examples(12));
        ConvNetTransformer network = _ml.DeepLearning.Score(TestNetworks.Identity());
        using (network)
        {
            Assert.Equal("NormalizingTransformer (makes column 'Features')", Dropped(_ml.Transforms.NormalizeMeanVariance("Features"), null));
            Assert.Equal(
                "ColumnConcatenatingTransformer (makes column 'Features')",
                Dropped(_ml.Transforms.CopyColumns("Other", "Id").Append(_ml.Transforms.Concatenate("Features", "A", "B")), null, Halves()));
            Assert.Equal("NormalizingTransformer (makes column 'Better')", Dropped(null, _ml.Transforms.NormalizeMinMax("Better", "Score")));
            Assert.Equal(
                "NormalizingTransformer (makes column 'Features') and NormalizingTransformer (makes column 'Better')",
                Dropped(_ml.Transforms.NormalizeMinMax("Features"), _ml.Transforms.NormalizeMinMax("Better", "Score")));

            // What has nothing to do with the network, or only moves values, is no loss.
            Assert.Null(Dropped(
                _ml.Transforms.Conversion.MapValueToKey("Label").Append(_ml.Transforms.CopyColumns("Same", "Features"))
                    .Append(_ml.Transforms.Concatenate("Features", "Same")).Append(_ml.Transforms.SelectColumns("Features", "Label")),
                _ml.Transforms.CopyColumns("Probabilities", "Score")));
        }

        string? Dropped(IEstimator<ITransformer>? before, IEstimator<ITransformer>? after, IDataView? data = null)
        {
            data ??= view;
            List<ITransformer> parts = [];
            IDataView at = data;
            void Add(ITransformer part)
            {
                parts.Add(part);
                at = part.Transform(at);
            }

            if (before is not null)
                Add(before.Fit(at));
            Add(network);
            if (after is not null)
                Add(after.Fit(at));
            string path = _folder.File("dropped.onnx");
            Exception? error = Record.Exception(() => _ml.DeepLearning.ExportToOnnx(new TransformerChain<ITransformer>([.. parts]), data.Schema, path, _alone));
            Assert.Equal(error is null, File.Exists(path));
            File.Delete(path);
            return error is null ? null : Assert.IsType<DeepLearningException>(error).Message.Split("without ")[1].Split(". Export")[0];
        }

        IDataView Halves() => _ml.Data.LoadFromEnumerable(Rows.Examples(3).Select(row => new Half { A = row.Features[..2], B = row.Features[2..] }));
    }

    [Fact]
    public void ImageStepsOfMlNetAreNamedAndOursAreCarried()
    {
        Network network = Network.Input(3, 6, 8).Conv2D(2, 3).GlobalAveragePool().Flatten().Dense(2).Softmax().Build(seed: 1);
        using ConvNetTransformer model = _ml.DeepLearning.Score(network);
        IDataView view = Images.Pictures.View(Images.Pictures.File("plain.png"));
        var stock = _ml.Transforms.LoadImages("Image", "", "ImagePath").Append(_ml.Transforms.ResizeImages("Small", 8, 6, "Image"))
            .Append(_ml.Transforms.ExtractPixels("Features", "Small")).Fit(view);
        string message = Assert.Throws<DeepLearningException>(() =>
            _ml.DeepLearning.ExportToOnnx(new TransformerChain<ITransformer>(stock, model), view.Schema, _folder.File("a.onnx"), _alone)).Message;
        Assert.Contains("ImageResizingTransformer (makes column 'Small') and ImagePixelExtractingTransformer (makes column 'Features')", message, StringComparison.Ordinal);
        Assert.DoesNotContain("ImageLoadingTransformer", message, StringComparison.Ordinal);

        var blueFirst = new ImagePreprocessing { Width = 8, Height = 6, Channels = 3, ColorOrder = ColorOrder.Bgr, Mean = [0.5f] };
        ITransformer ours = _ml.DeepLearning.PrepareImages(new PrepareImagesOptions { Preprocessing = blueFirst }).Fit(view);
        _ml.DeepLearning.ExportToOnnx(new TransformerChain<ITransformer>(ours, model), view.Schema, _folder.File("b.onnx"), _alone);
        Assert.Equal(blueFirst, Network.Load(_folder.File("b.onnx")).Preprocessing);

        var gray = _ml.Transforms.LoadImages("Image", "", "ImagePath").Append(_ml.Transforms.ConvertToGrayscale("Gray", "Image"))
            .Append(_ml.DeepLearning.PrepareImages(new PrepareImagesOptions { Preprocessing = blueFirst, InputColumnName = "Gray" })).Fit(view);
        Assert.Contains("ImageGrayscalingTransformer (makes column 'Gray')", Assert.Throws<DeepLearningException>(() =>
            _ml.DeepLearning.ExportToOnnx(new TransformerChain<ITransformer>(gray, model), view.Schema, _folder.File("c.onnx"), _alone)).Message, StringComparison.Ordinal);
    }

    private sealed class Half
    {
        [VectorType(2)]
        public float[] A { get; set; } = [];

        [VectorType(2)]
        public float[] B { get; set; } = [];

        public int Id { get; set; }
    }
}
