namespace MlNetDeep.Transforms.Tests.Exporting;

/// <summary>Networks whose layers compute with bytes.</summary>
public sealed class Int8Tests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Network Branched { get; } = Network.Input(1, 8, 8).Conv2D(6, 3, padding: 1).BatchNorm().ReLU().MaxPool2D(2)
        .Residual(body => body.Conv2D(6, 3, padding: 1).ReLU()).Concat(a => a.Conv2D(4, 1), b => b.Conv2D(3, 3, padding: 1).ReLU())
        .Flatten().Dense(12).ReLU().Dense(4).Softmax().Build(seed: 11);

    [Fact]
    public void LayersBecomeWholeNumbersWithAScaleForEachChannel()
    {
        Network network = WithStatistics(Branched).WithLabels(["a", "b", "c", "d"]);
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(64));
        using ConvNetTransformer model = _ml.DeepLearning.Score(network);
        IDataView labelled = Labelled(model, Rows.Pictures(50, seed: 9));

        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("bytes.onnx"), new()
        {
            Precision = OnnxPrecision.Int8,
            Int8 = new() { CalibrationData = view, EvaluationData = labelled, LargestLoss = 0.1 },
        });

        Assert.Equal((50, 1.0), (result.Accuracy!.Rows, result.Accuracy.Before));
        Assert.InRange(result.Accuracy.After, 0.9, 1);
        Assert.InRange(result.LargestDifference, 1e-6, 0.05);
        Network written = Network.Load(_folder.File("bytes.onnx"));
        Assert.DoesNotContain(written.Nodes, node => node.OpType == "BatchNormalization");
        foreach (NetworkNode layer in written.Nodes.Where(node => node.OpType is "Conv" or "Gemm"))
        {
            NetworkNode weight = MakerOf(written, layer.Inputs[1]), bias = MakerOf(written, layer.Inputs[2]), input = MakerOf(written, layer.Inputs[0]);
            Assert.All([weight, bias, input], node => Assert.Equal("DequantizeLinear", node.OpType));
            Assert.Equal((TensorElementType.Int8, TensorElementType.Int32), (written.Tensors[weight.Inputs[0]].ElementType, written.Tensors[bias.Inputs[0]].ElementType));
            Assert.Equal(written.Tensors[bias.Inputs[0]].Count, written.Tensors[weight.Inputs[1]].Count);
        }
    }

    [Fact]
    public void TheNetworkAloneIsQuantizedToo()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(20));
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        OnnxExportResult result = _ml.DeepLearning.ExportToOnnx(
            model, view, _folder.File("alone.onnx"), new() { Form = OnnxForm.Network, Precision = OnnxPrecision.Int8, Int8 = new() { CalibrationData = view } });
        Assert.Equal((16, "input"), (result.Rows, Assert.Single(result.Inputs).Name));
        using ConvNetTransformer again = _ml.DeepLearning.Score(Network.Load(_folder.File("alone.onnx")));
        float[][] one = Rows.Scores(model.Transform(view)), other = Rows.Scores(again.Transform(view));
        Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, (a, b) => Math.Abs(a - b) < 0.05));
    }

    [Fact]
    public void WhatIsMissingOrLostIsSaid()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(5));
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        Assert.Contains("There are no rows to calibrate", Error(new() { CalibrationData = _ml.Data.LoadFromEnumerable(Rows.Pictures(0)) }), StringComparison.Ordinal);
        Assert.Contains("no column 'Label'", Assert.Throws<ColumnException>(() => Export(new() { CalibrationData = view, EvaluationData = view })).Message, StringComparison.Ordinal);

        // Calibrated with zeros only, every other number is as good as zero.
        IDataView zeros = _ml.Data.LoadFromEnumerable(new[] { new Rows.Example { Features = new float[4] } }), rows = _ml.Data.LoadFromEnumerable(Rows.Examples(40));
        using ConvNetTransformer largest = _ml.DeepLearning.Score(TestNetworks.Identity(), new() { Classes = ClassLabels.FromText(["class 0", "class 1", "class 2"]) });
        Assert.Contains("Quantization loses too much: of 40 rows the model gets 100.00 % right", Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.ExportToOnnx(
            largest, rows.Schema, _folder.File("a.onnx"), new() { Precision = OnnxPrecision.Int8, Int8 = new() { CalibrationData = zeros, EvaluationData = rows } })).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
        string[] problems = [.. Assert.Throws<OptionsException>(() => _ml.DeepLearning.ExportToOnnx(
            model, view, _folder.File("a.onnx"), new() { Precision = OnnxPrecision.Int8, Opset = 12, CheckedRows = -1 })).Problems];
        Assert.Equal(3, problems.Length);

        string Error(Int8Options options) => Assert.Throws<DeepLearningException>(() => Export(options)).Message;

        void Export(Int8Options options) => _ml.DeepLearning.ExportToOnnx(model, view, _folder.File("a.onnx"), new() { Precision = OnnxPrecision.Int8, Int8 = options, LeastLabelAgreement = 0, Tolerance = 1 });
    }

    private static NetworkNode MakerOf(Network network, string value) => network.Nodes.Single(node => node.Outputs.Contains(value));

    // Statistics as after training, and not those of nobody.
    private static Network WithStatistics(Network network)
    {
        var random = new Random(3);
        NetworkNode normalization = network.Nodes.First(node => node.OpType == "BatchNormalization");
        return network.WithTensors(normalization.Inputs.Skip(1).Select(name =>
            NetworkTensor.Create(name, [.. Enumerable.Range(0, (int)network.Tensors[name].Count).Select(_ => 0.5f + random.NextSingle())], [.. network.Tensors[name].Shape])));
    }

    private IDataView Labelled(ConvNetTransformer model, List<Rows.Picture> pictures)
    {
        float[][] scores = Rows.Scores(model.Transform(_ml.Data.LoadFromEnumerable(pictures)));
        return _ml.Data.LoadFromEnumerable(pictures.Select((picture, i) => new LabelledPicture
        {
            Features = picture.Features,
            Label = model.Classes!.Texts[Array.IndexOf(scores[i], scores[i].Max())],
        }));
    }

    private sealed class LabelledPicture
    {
        [VectorType(1, 8, 8)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }
}
