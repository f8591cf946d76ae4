using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep.Transforms.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TempFolder _folder = new();

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
        _ml.DeepLearning.ExportToOnnx(model, view.Schema, _folder["network.onnx"]);

        using var session = new InferenceSession(_folder["network.onnx"]);
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

        _ml.DeepLearning.ExportToOnnx(new TransformerChain<ITransformer>(model), schema, _folder["network.onnx"]);

        Network network = Network.Load(_folder["network.onnx"]);
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
            new TransformerChain<ITransformer>(), schema, _folder["network.onnx"]));
        var two = Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.ExportToOnnx(
            new TransformerChain<ITransformer>(model, new TransformerChain<ITransformer>(model)), schema, _folder["network.onnx"]));

        Assert.Contains("holds 0 networks", none.Message);
        Assert.Contains("holds 2 networks", two.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void ASchemaThatDoesNotFitIsAnError()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());

        Assert.Throws<ColumnException>(() => _ml.DeepLearning.ExportToOnnx(
            model, _ml.Data.LoadFromEnumerable(Rows.Examples(1)).Schema, _folder["network.onnx"]));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }
}
