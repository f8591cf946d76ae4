using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;
using MlNetDeep.ModelZoo.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Trainers;

/// <summary>Heads that only help training: GoogLeNet's, against PyTorch (Golden/make_auxiliary.py), and what becomes of them.</summary>
public sealed class AuxiliaryLossTests
{
    private const int Side = 64, Classes = 5;

    private static readonly uint[] _labels = [3, 0, 4, 1];

    private static readonly Dictionary<double, Case> _cases = JsonSerializer.Deserialize<List<Case>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "auxiliary.json")),
        JsonSerializerOptions.Web)!.ToDictionary(c => c.Weight);

    private readonly MLContext _mlContext = new(seed: 1);

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.0)]
    public void AStepFollowsTheGradientOfAllLosses(double weight)
    {
        Case expected = _cases[weight];
        Network network = WithoutDropout(FormulaWeights.Fill(GoogLeNet()));
        using var tensors = new LiveTensors();
        using ConvNetTransformer model = Train(network, weight);

        // One step of plain gradient descent with a rate of 1: what is gone is the gradient.
        Assert.Equal(expected.Gradients.Keys.Order(), model.Network.Parameters.Select(p => p.Name).Order());
        double largest = expected.Gradients.Values.Max(v => v[0]);
        foreach ((string parameter, double[] numbers) in expected.Gradients)
        {
            float[] before = network.Tensors[parameter].Floats.ToArray(), after = model.Network.Tensors[parameter].Floats.ToArray();
            double[] gradient = [.. before.Zip(after, (b, a) => (double)b - a)];
            double length = Math.Sqrt(gradient.Sum(g => g * g));
            double product = gradient.Zip(FormulaWeights.Values("grad." + parameter, gradient.Length), (g, d) => g * d).Sum();
            double allowed = (0.02 * numbers[0]) + (1e-5 * largest);
            Assert.True(
                Math.Abs(length - numbers[0]) < allowed && Math.Abs(product - numbers[1]) < allowed,
                $"{parameter}: length {length} and product {product}, expected {numbers[0]} and {numbers[1]}");
        }

        Assert.Equal(expected.Loss, model.History!.Epochs[0].Loss, 3);
    }

    [Fact]
    public void TheResultHasOneOutputAndNoneOfTheHeads()
    {
        Network network = GoogLeNet();
        using ConvNetTransformer model = Train(network, 0.3, learningRate: 1e-3);
        Assert.Single(model.Network.Outputs);
        Assert.Empty(model.Network.AuxiliaryOutputs);
        Assert.DoesNotContain(model.Network.Parameters, p => p.Name.StartsWith("aux", StringComparison.Ordinal));
        Assert.Equal(Classes, model.Transform(Rows()).Schema["Score"].Type is VectorDataViewType vector ? vector.Size : 0);

        // The heads' layers before the branch learn from them; what comes after is a network like any other.
        using ConvNetTransformer again = _mlContext.DeepLearning.ConvNet(Options(network, 0.3, 1e-3)).Fit(Rows(), model);
        Assert.Single(again.Network.Outputs);
    }

    [Fact]
    public void TheOrderOfTheOutputsDoesNotMatter()
    {
        Network network = WithoutDropout(GoogLeNet());
        Network reordered = network.WithOutputs([.. network.AuxiliaryOutputs, network.Outputs[0].Name]);
        using ConvNetTransformer one = Train(network, 0.3, learningRate: 1e-3), other = Train(reordered, 0.3, learningRate: 1e-3);
        Assert.Equal(one.Network.ToBytes(), other.Network.ToBytes());
    }

    [Fact]
    public void ScoringExportAndFineTuningLeaveTheHeadsOut()
    {
        Network network = GoogLeNet();
        string folder = Directory.CreateTempSubdirectory("mlnetdeep-auxiliary-").FullName;
        try
        {
            using ConvNetTransformer scorer = _mlContext.DeepLearning.Score(network);
            Assert.Equal(network.WithoutAuxiliaryOutputs().Parameters.Select(p => p.Name), scorer.Network.Parameters.Select(p => p.Name));
            string path = Path.Combine(folder, "network.onnx");
            _mlContext.DeepLearning.ExportToOnnx(scorer, Rows(), path, new() { Form = OnnxForm.Network });
            Assert.Single(Network.Load(path).Outputs);

            using ConvNetTransformer tuned = _mlContext.DeepLearning.FineTune(new FineTuneOptions
            {
                Network = network,
                Stages = [FineTuneStage.Head(1), FineTuneStage.Unfreeze("inception5b", 1)],
                CacheFolder = "",
                Seed = 1,
                Device = "cpu",
                Progress = ProgressOutput.None,
            }).Fit(Rows());
            Assert.Single(tuned.Network.Outputs);
            Assert.DoesNotContain(tuned.Network.Parameters, p => p.Name.StartsWith("aux", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void HeadsOfAnotherShapeAndOtherOutputsAreRefused()
    {
        Network network = GoogLeNet();
        Network pooled = network.WithOutputs(network.Outputs[0].Name, network.FindFeatures(), "aux2");
        string inner = Assert.Throws<OptionsException>(() => Train(pooled, 0.3)).Message;
        Assert.Contains("must have one output that is not auxiliary", inner);
        Assert.Contains("AuxiliaryLossWeight", Assert.Throws<OptionsException>(() => Train(network, double.NaN)).Message);
        Assert.Contains("AuxiliaryLossWeight", Assert.Throws<OptionsException>(() => Train(network, -1)).Message);
    }

    private static Network GoogLeNet() => MlNetDeep.Networks.Create("googlenet", new ArchitectureOptions
    {
        Height = Side,
        Width = Side,
        Classes = Classes,
        AuxiliaryHeads = true,
        Seed = 2,
    });

    private static Network WithoutDropout(Network network) => network.WithTensors(
        [.. network.Nodes.Where(n => n.OpType == "Dropout").Select(n => NetworkTensor.Create(n.Inputs[1], [0f]))]);

    private static ConvNetOptions Options(Network network, double weight, double learningRate) => new()
    {
        Network = network,
        AuxiliaryLossWeight = weight,
        Optimizer = new SgdOptions(),
        LearningRate = learningRate,
        Epochs = 1,
        BatchSize = _labels.Length,
        Shuffle = false,
        Device = "cpu",
        Threads = 1,
        Seed = 1,
        Progress = ProgressOutput.None,
    };

    private ConvNetTransformer Train(Network network, double weight, double learningRate = 1) =>
        _mlContext.DeepLearning.ConvNet(Options(network, weight, learningRate)).Fit(Rows());

    private IDataView Rows()
    {
        float[] pixels = FormulaWeights.Values("input", _labels.Length * 3 * Side * Side, 4);
        return _mlContext.Data.LoadFromEnumerable(pixels.Chunk(3 * Side * Side).Zip(_labels, (image, label) => new Row { Features = image, Label = label }).ToList());
    }

    private sealed class Row
    {
        [VectorType(3, Side, Side)]
        public float[] Features { get; set; } = [];

        [KeyType(Classes)]
        public uint Label { get; set; }
    }

    private sealed record Case(double Weight, double Loss, Dictionary<string, double[]> Gradients);
}
