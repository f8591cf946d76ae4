using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Interpreting;

public sealed class GradCamTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Theory]
    [InlineData(null)]
    [InlineData("eye")]
    public void MapsEqualPyTorch(string? layer)
    {
        JsonElement golden = Golden.Load("gradcam.json");
        Network network = WithSines(Network.Input(3, 8, 12).Conv2D(5, 3, name: "eye").ReLU().MaxPool2D(2).Flatten().Dense(4).Softmax().Build());
        using ConvNetTransformer model = new(_mlContext, network, new ConvNetTransformerOptions { Device = "cpu", Threads = 1 });
        Interpretation interpretation = _mlContext.DeepLearning.Interpret(model, _mlContext.Data.LoadFromEnumerable([new ColorRow { Label = 1 }]));
        ReportImage picture = ReportImage.FromPlanar([.. Enumerable.Range(0, 3 * 8 * 12).Select(i => (byte)(i * 37))], 3, 8, 12);

        using var live = new LiveTensors();
        double[] probabilities = golden.GetProperty("probabilities").Doubles();
        for (int label = 0; label < 4; label++)
        {
            HeatMap map = interpretation.GradCam(picture, layer, label);
            Golden.Near(golden.GetProperty($"class{label}").Floats(), map.Values.ToArray(), 2e-5);
            Assert.Equal(probabilities[label], map.Class.Probability, 1e-5);
        }

        Assert.Equal(Array.IndexOf(probabilities, probabilities.Max()), interpretation.GradCam(picture, layer).Class.Index);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ATrainedNetworkLooksAtTheRightPlace(bool binary)
    {
        IDataView data = Shapes.View(_mlContext, 200);
        using ConvNetTransformer model = binary
            ? _mlContext.DeepLearning.BinaryConvNet(new BinaryConvNetOptions
            {
                Network = Shapes.OneOutput(sigmoid: true),
                FeatureColumnName = "Bytes",
                LabelColumnName = "Left",
                Epochs = 8,
                BatchSize = 16,
                LearningRate = 0.01,
                Seed = 1,
                Threads = 1,
                Device = "cpu",
            }).Fit(data)
            : _mlContext.DeepLearning.ConvNet(new ConvNetOptions
            {
                Network = Shapes.Network(),
                FeatureColumnName = "Bytes",
                Epochs = 8,
                BatchSize = 16,
                LearningRate = 0.01,
                Seed = 1,
                Threads = 1,
                Device = "cpu",
            }).Fit(data);
        Interpretation interpretation = _mlContext.DeepLearning.Interpret(model, data);
        Assert.True(interpretation.Accuracy > 0.95);

        foreach (ShapeRow row in Shapes.Rows(4, seed: 9))
        {
            ReportImage picture = ReportImage.FromPlanar(row.Bytes, 1, 8, 8);
            ClassProbability best = interpretation.Predict(picture)[0];
            Assert.Equal(binary ? (row.Left ? "true" : "false") : $"{row.Label}", best.Name);
            HeatMap map = interpretation.Occlusion(picture, best.Index, patch: 4, stride: 4);
            float[] values = map.Values.ToArray();
            int strongest = Array.IndexOf(values, values.Max());
            int column = strongest % 8 / 4, wanted = (int)row.Label % 2;
            if (!binary || row.Left)
            {
                Assert.Equal(wanted, column);
            }

            if (binary)
            {
                // What speaks most for true does not speak for false, and the other way round.
                float[] yes = interpretation.GradCam(picture, classIndex: 1).Values.ToArray(), no = interpretation.GradCam(picture, classIndex: 0).Values.ToArray();
                Assert.Contains(yes.Concat(no), v => v > 0);
                int mostYes = Array.IndexOf(yes, yes.Max()), mostNo = Array.IndexOf(no, no.Max());
                Assert.True(yes.Max() == 0 || no[mostYes] < no.Max() || no.Max() == 0);
                Assert.True(no.Max() == 0 || yes[mostNo] < yes.Max() || yes.Max() == 0);
            }
        }
    }

    [Fact]
    public void NamesAreChecked()
    {
        using ConvNetTransformer model = new(_mlContext, Shapes.Network(), new ConvNetTransformerOptions { InputColumnName = "Bytes", Device = "cpu" });
        Interpretation interpretation = _mlContext.DeepLearning.Interpret(model, Shapes.View(_mlContext, 8));
        ReportImage picture = ReportImage.FromPlanar(new byte[64], 1, 8, 8);
        string name = model.Network.Nodes.First(n => n.OpType == "Conv").Name;
        OptionsException error = Assert.Throws<OptionsException>(() => interpretation.GradCam(picture, name + "x"));
        Assert.Contains($"did you mean '{name}'?", error.Message);
        string dense = model.Network.Nodes.First(n => n.OpType == "Gemm").Name;
        Assert.Contains("not maps", Assert.Throws<OptionsException>(() => interpretation.GradCam(picture, dense)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => interpretation.GradCam(picture, name, classIndex: 4));
        Assert.Throws<ShapeException>(() => interpretation.GradCam(ReportImage.FromPlanar(new byte[49], 1, 7, 7)));
    }

    private static Network WithSines(Network network)
    {
        return network.WithTensors(network.Parameters.Select(parameter =>
        {
            bool conv = parameter.Layer == "eye";
            double start = parameter.Role == ParameterRole.Weight ? (conv ? 1 : 2) : conv ? 3 : 4;
            long[] shape = [.. parameter.Tensor.Shape];
            NetworkNode? gemm = network.Nodes.SingleOrDefault(n => n.OpType == "Gemm" && n.Inputs[1] == parameter.Name);
            bool turned = gemm is not null && gemm.GetInt("transB", 0) == 0;
            var values = new float[parameter.Tensor.Count];
            for (int i = 0; i < values.Length; i++)
            {
                // PyTorch has a dense layer's units first.
                int at = turned ? (int)(((i % shape[1]) * shape[0]) + (i / shape[1])) : i;
                values[i] = (float)Math.Sin((at * 0.7) + start) * 0.5f;
            }

            return NetworkTensor.Create(parameter.Name, values, shape);
        }));
    }

    private sealed class ColorRow
    {
        [VectorType(3, 8, 12)]
        public byte[] Features { get; set; } = new byte[3 * 8 * 12];

        [KeyType(4)]
        public uint Label { get; set; }
    }
}
