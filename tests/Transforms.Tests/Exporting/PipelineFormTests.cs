using Microsoft.ML.OnnxRuntime;
using MlNetDeep.Transforms.Tests.Images;

namespace MlNetDeep.Transforms.Tests.Exporting;

/// <summary>Whole pipelines in one file.</summary>
public sealed class PipelineFormTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Network Photos { get; } = Network.Input(3, 20, 24).Conv2D(4, 3).ReLU().GlobalAveragePool().Flatten().Dense(3).Softmax().Build(seed: 3)
        .WithLabels(["cat", "dog", "owl"]).WithPreprocessing(new ImagePreprocessing { Mean = [0.4f, 0.5f, 0.6f], StandardDeviation = [0.2f, 0.25f, 0.3f], ColorOrder = ColorOrder.Bgr });

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void APhotoBecomesTheNameOfItsClass(bool asBytes, bool mapped)
    {
        string[] files = [.. new[] { "plain.png", "small.png", "turned5.jpg", "large.jpg" }.Select(Pictures.File)];
        IDataView view = Pictures.View(files);
        IEstimator<ITransformer> pipeline = _ml.DeepLearning.PrepareImages(Photos, new PrepareImagesOptions { AsBytes = asBytes });
        ITransformer prepare = pipeline.Fit(view);
        using ConvNetTransformer scorer = _ml.DeepLearning.Score(Photos);
        List<ITransformer> parts = [prepare, scorer];
        if (mapped)
            parts.Add(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scorer.Transform(prepare.Transform(view))));
        var model = new TransformerChain<ITransformer>([.. parts]);

        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("photos.onnx"), new() { Author = "Ada", License = "MIT", Description = "Animals." });

        Assert.Equal((4, 1.0), (result.Rows, result.LabelAgreement));
        Assert.InRange(result.LargestDifference, 0, 1e-3);
        NetworkValue input = Assert.Single(result.Inputs);
        Assert.Equal(("image", TensorElementType.UInt8), (input.Name, input.ElementType));
        Assert.Equal([null, null, null, 3], input.Shape);
        Assert.Equal(["PredictedLabel", "Score"], result.Outputs.Select(output => output.Name).Order());

        using var file = new OnnxFile(_folder.File("photos.onnx"));
        IDataView scored = model.Transform(view);
        float[][] scores = Rows.Scores(scored);
        for (int i = 0; i < files.Length; i++)
        {
            Dictionary<string, object> outputs = file.Run(RawPicture.OfFile(files[i], 1_000_000), batch: 2);
            Assert.Equal([.. scores[i], .. scores[i]], (float[])outputs["Score"], (a, b) => Math.Abs(a - b) <= 1e-3);
            int best = Array.IndexOf(scores[i], scores[i].Max());
            Assert.Equal([Photos.Labels![best], Photos.Labels[best]], (string[])outputs["PredictedLabel"]);
        }

        ModelMetadata metadata = file.Session.ModelMetadata;
        Assert.Equal(("Ada", "MIT", "Animals."), (metadata.CustomMetadataMap["author"], metadata.CustomMetadataMap["license"], metadata.Description));
        Assert.Equal("[\"cat\",\"dog\",\"owl\"]", metadata.CustomMetadataMap["labels"]);
        Assert.Equal(Photos.Preprocessing!.Mean, ImagePreprocessing.FromJson(metadata.CustomMetadataMap["prepared"]).Mean);
        Assert.False(metadata.CustomMetadataMap.ContainsKey("preprocessing"));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(21)]
    public void EveryOperatorSetGivesTheSame(int opset)
    {
        IDataView view = Pictures.View(Pictures.File("plain.png"), Pictures.File("turned3.jpg"));
        ITransformer prepare = _ml.DeepLearning.PrepareImages(Photos).Fit(view);
        using ConvNetTransformer scorer = _ml.DeepLearning.Score(Photos);
        var model = new TransformerChain<ITransformer>(prepare, scorer);

        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("a.onnx"), new() { Opset = opset, Batch = 3, Labels = OnnxLabels.Key, ExternalData = opset == 18 });

        Assert.Equal((opset, 2), (result.Opset, result.Rows));
        Assert.All(result.Inputs.Concat(result.Outputs), value => Assert.Equal(3, value.Shape[0]));
        Assert.Equal(TensorElementType.UInt32, result.Outputs.Single(output => output.Name == "PredictedLabel").ElementType);
        Assert.Equal(opset == 18 ? ["a.onnx", "a.onnx.data"] : ["a.onnx"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal(opset, Network.Load(_folder.File("a.onnx")).OpsetVersion);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(18)]
    [InlineData(21)]
    public void AnOldNetworkIsWrittenInANewOperatorSet(int opset)
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(6));
        using ConvNetTransformer model = _ml.DeepLearning.Score(Network.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "opset9.onnx")));
        foreach (OnnxForm form in Enum.GetValues<OnnxForm>())
        {
            OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("old.onnx"), new() { Opset = opset, Form = form });
            Assert.Equal((6, opset), (result.Rows, result.Opset));
            Assert.InRange(result.LargestDifference, 0, 1e-5);
        }

        OnnxExportResult bytes = _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("old.onnx"), new() { Precision = OnnxPrecision.Int8, Int8 = new() { CalibrationData = view } });
        Assert.InRange(bytes.LargestDifference, 0, 0.1);
    }

    [Fact]
    public void AFixedBatchIsFreedOrAskedFor()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Examples(6));
        using ConvNetTransformer model = _ml.DeepLearning.Score(Network.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "fixed_batch.onnx")));
        Assert.Null(_ml.DeepLearning.ExportToOnnx(model, view, _folder.File("free.onnx")).Inputs[0].Shape[0]);
        Assert.Contains("'Fetures', which is no column", Assert.Throws<OptionsException>(() => _ml.DeepLearning.ExportToOnnx(
            model, view, _folder.File("a.onnx"), new() { TensorNames = new Dictionary<string, string> { ["Fetures"] = "x" } })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReplacedColumnsAndFeaturesHaveNamesOfTheirOwn()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(4));
        Network network = Network.Input(1, 8, 8).Conv2D(4, 3).ReLU().GlobalAveragePool().Flatten().Dense(3).Softmax().Build(seed: 2);
        using NetworkFeaturizingTransformer features = _ml.DeepLearning.Featurize("Features", network).Fit(view);
        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(features, view, _folder.File("features.onnx"));
        Assert.Equal(("Features", "Features.output", 4), (result.Inputs[0].Name, result.Outputs[0].Name, result.Rows));
        Assert.Equal([null, 4], result.Outputs[0].Shape);
    }

    [Fact]
    public void SeveralInputsAndOutputsAreColumns()
    {
        Network network = Network.Input(1, 8, 8).Conv2D(2, 3, name: "maps").GlobalAveragePool().Flatten().Dense(3).Build(seed: 2).WithOutputs("maps", "output");
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(4));
        using NetworkTransformer apply = _ml.DeepLearning.Apply(network, new() { InputColumnNames = new Dictionary<string, string> { ["input"] = "Features" } });
        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(apply, view, _folder.File("apply.onnx"));
        Assert.Equal(["maps", "output"], result.Outputs.Select(output => output.Name));
        Assert.Equal([null, 2, 6, 6], result.Outputs[0].Shape);
        Assert.InRange(result.LargestDifference, 0, 1e-6);
    }

    [Fact]
    public void NumbersGoInByTheirColumns()
    {
        List<Rows.Example> rows = Rows.Examples(20);
        IDataView view = _ml.Data.LoadFromEnumerable(rows);
        TransformerChain<ITransformer> model = Chains.Full(_ml, rows);

        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("numbers.onnx"), new() { CheckedRows = 20, TensorNames = new Dictionary<string, string> { ["Features"] = "x", ["PredictedLabel"] = "label" } });

        Assert.Equal(20, result.Rows);
        Assert.Equal("x", Assert.Single(result.Inputs).Name);
        using var file = new OnnxFile(_folder.File("numbers.onnx"));
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(rows.SelectMany(row => row.Features).ToArray(), [20, 4]);
        Assert.Equal(rows.Select(row => row.Label), (string[])file.Run(("x", input))["label"]);
        foreach (ITransformer part in model)
            (part as IDisposable)?.Dispose();
    }

    [Fact]
    public void SeveralLabelsHaveThresholdsOfTheirOwn()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Examples(16));
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            Network.Input(4).Dense(3).Build(seed: 2), new() { Task = NetworkTask.MultiLabel, Thresholds = [0.3, 0.5, 0.8] });

        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("labels.onnx"));

        Assert.Equal(["PredictedLabel: Bool [?, 3]", "Score: Float [?, 3]", "Probability: Float [?, 3]"], result.Outputs.Select(output => output.ToString()));
        Assert.Equal((16, 1.0), (result.Rows, result.LabelAgreement));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.999)]
    public void YesOrNoHasAProbability(double threshold)
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Examples(9));
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Probability(), new() { Task = NetworkTask.Binary, Thresholds = [threshold] });

        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("binary.onnx"));

        Assert.Equal(9, result.Rows);
        Assert.Equal(["PredictedLabel", "Score", "Probability"], result.Outputs.Select(output => output.Name));
        Assert.InRange(result.LargestDifference, 0, 1e-6);
    }

    [Theory]
    [InlineData(NetworkTask.Binary)]
    [InlineData(NetworkTask.MultiLabel)]
    public void DecisionsFollowTheThresholds(NetworkTask task)
    {
        List<Rows.Example> rows = Rows.Examples(20);
        IDataView view = _ml.Data.LoadFromEnumerable(rows);
        Network network = task == NetworkTask.Binary ? TestNetworks.Probability() : Network.Input(4).Dense(3).Build(seed: 2);
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            network, new() { Task = task, Thresholds = task == NetworkTask.Binary ? [0.995] : [0.4, 0.55, 0.6] });

        _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("decided.onnx"));

        using var file = new OnnxFile(_folder.File("decided.onnx"));
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(rows.SelectMany(row => row.Features).ToArray(), [20, 4]);
        Dictionary<string, object> outputs = file.Run((file.Session.InputNames[0], input));
        IDataView scored = model.Transform(view);
        bool[] said = task == NetworkTask.Binary
            ? [.. scored.GetColumn<bool>("PredictedLabel")] : [.. scored.GetColumn<bool[]>("PredictedLabel").SelectMany(row => row)];
        float[] probabilities = (float[])outputs["Probability"];
        Assert.Equal(said, (bool[])outputs["PredictedLabel"]);
        Assert.NotEqual(said, probabilities.Select(p => p > 0.5f));
        Assert.Contains(true, said);
        Assert.Contains(false, said);
    }

    [Fact]
    public void WhatWasComparedIsLogged()
    {
        List<string> log = [];
        _ml.Log += (_, entry) => log.Add($"{entry.Kind} {entry.Message}");
        List<Rows.Example> rows = Rows.Examples(20);
        IDataView view = _ml.Data.LoadFromEnumerable(rows);
        TransformerChain<ITransformer> model = Chains.Full(_ml, rows);

        _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("a.onnx"));
        Assert.Contains(log, entry => entry.StartsWith("Info", StringComparison.Ordinal) && entry.Contains("compared with the model on 16 rows; largest difference", StringComparison.Ordinal));
        Assert.Contains(log, entry => entry.Contains("nothing in the file depends on ValueToKeyMappingTransformer", StringComparison.Ordinal));

        Assert.Equal(0, _ml.DeepLearning.ExportToOnnx(model, view.Schema, _folder.File("a.onnx")).Rows);
        Assert.Contains(log, entry => entry.StartsWith("Warning", StringComparison.Ordinal) && entry.Contains("was not compared with the model: there were no rows", StringComparison.Ordinal));
    }

    [Fact]
    public void AQuantityIsOneNumber()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Examples(9));
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.WeightedSum(), new() { Task = NetworkTask.Regression });
        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("sum.onnx"));
        Assert.Equal("Score: Float [?, 1]", Assert.Single(result.Outputs).ToString());
        Assert.Equal((9, 1.0), (result.Rows, result.LabelAgreement));
    }

    [Fact]
    public void AFileThatDiffersIsNotWritten()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(3));
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        File.WriteAllText(_folder.File("half.onnx"), "the old one");

        string message = Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.ExportToOnnx(
            model, view, _folder.File("half.onnx"), new() { Precision = OnnxPrecision.Float16, Tolerance = 1e-9 })).Message;

        Assert.Contains("on 3 rows its largest difference from the model is", message, StringComparison.Ordinal);
        Assert.Equal("the old one", File.ReadAllText(_folder.File("half.onnx")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
        OnnxExportResult half = _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("half.onnx"), new() { Precision = OnnxPrecision.Float16 });
        Assert.InRange(half.LargestDifference, 1e-9, 0.01);
    }

    [Fact]
    public void StepsThatCannotBeWrittenAreNamed()
    {
        IDataView view = Pictures.View(Pictures.File("plain.png"));
        using ConvNetTransformer scorer = _ml.DeepLearning.Score(Photos);
        var stock = _ml.Transforms.LoadImages("Image", "", "ImagePath").Append(_ml.Transforms.ResizeImages("Small", 24, 20, "Image"))
            .Append(_ml.Transforms.ExtractPixels("Features", "Small")).Fit(view);
        Assert.StartsWith(
            "ImageResizingTransformer (makes column 'Small') cannot be exported: its resampling is SkiaSharp's",
            Error(new TransformerChain<ITransformer>(stock, scorer)), StringComparison.Ordinal);

        var gray = _ml.Transforms.LoadImages("Image", "", "ImagePath").Append(_ml.Transforms.ConvertToGrayscale("Gray", "Image"))
            .Append(_ml.DeepLearning.PrepareImages(Photos, "Features", "Gray")).Fit(view);
        Assert.StartsWith(
            "ImageGrayscalingTransformer (makes column 'Gray') cannot be exported: it works on the images of column 'Image'",
            Error(new TransformerChain<ITransformer>(gray, scorer)), StringComparison.Ordinal);

        using GeneratorTransformer generator = new(_ml, Generation.Generators.Make(), new());
        Assert.StartsWith(
            "GeneratorTransformer (makes column 'Image') cannot be exported: its input is drawn",
            Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.ExportToOnnx(generator, _ml.Data.LoadFromEnumerable(new[] { new { Seed = 1L } }), _folder.File("a.onnx"))).Message, StringComparison.Ordinal);
        Assert.Contains("None of the model's 1 transformers", Error(stock.First()), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));

        string Error(ITransformer model) => Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("a.onnx"))).Message;
    }
}
