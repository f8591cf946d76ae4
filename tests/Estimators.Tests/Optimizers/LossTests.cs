using System.Text.Json;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Optimizers;

public class LossTests
{
    private static readonly JsonElement _golden = Golden.Load("losses.json");
    private static readonly JsonElement _labels = Golden.Load("labels.json");
    private static readonly Device _cpu = new("cpu");

    [Theory]
    [InlineData("cross-entropy", 0, false, false)]
    [InlineData("cross-entropy-smoothed", 0.1, false, false)]
    [InlineData("cross-entropy-classes", 0, true, false)]
    [InlineData("cross-entropy-both", 0.2, true, false)]
    [InlineData("cross-entropy-weighted", 0, false, true)]
    [InlineData("cross-entropy-all", 0.1, true, true)]
    public void CrossEntropyEqualsPyTorch(string name, double smoothing, bool classWeights, bool exampleWeights)
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using var loss = new CrossEntropyLoss(smoothing, classWeights ? _golden.GetProperty("classes").Floats() : null, _cpu);
        Tensor logits = tensor([.. _golden.GetProperty("logits").EnumerateArray().SelectMany(r => r.Floats())]).reshape(6, 4);
        Tensor labels = tensor((long[])[.. _golden.GetProperty("labels").EnumerateArray().Select(e => e.GetInt64())]);
        Tensor found = loss.Mean(logits, labels, exampleWeights ? Floats("weights") : null);
        Assert.Equal(_golden.GetProperty(name).GetDouble(), found.item<float>(), 1e-6);
    }

    [Theory]
    [InlineData("binary-plain", 0, 1, false)]
    [InlineData("binary-smoothed", 0.2, 1, false)]
    [InlineData("binary-positive", 0, 3, false)]
    [InlineData("binary-weighted", 0, 1, true)]
    public void BinaryCrossEntropyEqualsPyTorch(string name, double smoothing, float positive, bool exampleWeights)
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using var loss = new CrossEntropyLoss(smoothing, positive == 1 ? null : [1, positive], _cpu, oneLogit: true);
        Tensor found = loss.Mean(Floats("one").reshape(6, 1), Floats("binary"), exampleWeights ? Floats("weights") : null);

        // PyTorch's weight of yes divides by the rows, the mean weighted by classes by the sum of their weights.
        double ratio = _golden.GetProperty("binary").Floats().Average(yes => yes == 1 ? positive : 1);
        Assert.Equal(_golden.GetProperty(name).GetDouble() / ratio, found.item<float>(), 1e-6);
    }

    [Theory]
    [InlineData("squared", false)]
    [InlineData("squared-weighted", true)]
    public void SquaredErrorEqualsPyTorch(string name, bool exampleWeights)
    {
        using DisposeScope scope = NewDisposeScope();
        using var loss = new SquaredLoss(null, 1, _cpu);
        Tensor found = loss.Mean(Floats("one").reshape(6, 1), Floats("values"), exampleWeights ? Floats("weights") : null);
        Assert.Equal(_golden.GetProperty(name).GetDouble(), found.item<float>(), 1e-5);
    }

    [Fact]
    public void MetricsCount()
    {
        using DisposeScope scope = NewDisposeScope();
        using var classes = new CrossEntropyLoss(0, null, _cpu);
        using var binary = new CrossEntropyLoss(0, null, _cpu, oneLogit: true);
        using var squared = new SquaredLoss(null, 1, _cpu);
        Assert.Equal(2, classes.Sums(tensor(new float[] { 1, 0, 0, 1, 5, 4 }).reshape(3, 2), tensor(new long[] { 0, 1, 1 })).item<long>());
        Assert.Equal(2, binary.Sums(tensor(new float[] { 1, -1, 3 }), tensor(new float[] { 1, 0, 0 })).item<long>());
        Assert.Equal(4, squared.Sums(tensor(new float[] { 1, -1 }), tensor(new float[] { 0, 2 })).item<float>());
    }

    [Theory]
    [InlineData("plain", 0, false, false)]
    [InlineData("smoothed", 0.2, false, false)]
    [InlineData("balanced", 0, true, false)]
    [InlineData("weighted", 0, false, true)]
    [InlineData("all", 0.2, true, true)]
    public void MultiLabelLossAndItsGradientEqualPyTorch(string name, double smoothing, bool balanced, bool exampleWeights)
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        JsonElement golden = _labels.GetProperty("multi");
        using var loss = new MultiLabelLoss(4, smoothing, balanced ? (golden.GetProperty("of_no").Floats(), golden.GetProperty("of_yes").Floats()) : null, _cpu);
        Tensor labels = tensor(golden.GetProperty("labels").Floats()).reshape(6, 4);
        Check(golden, name, golden.GetProperty("logits").Floats(), [6, 4], logits => loss.Mean(logits, labels, exampleWeights ? tensor(golden.GetProperty("weights").Floats()) : null));
    }

    [Fact]
    public void BalancedWeightsAreThoseOfTheCounts()
    {
        JsonElement golden = _labels.GetProperty("multi");
        float[] labels = golden.GetProperty("labels").Floats(), ofNo = golden.GetProperty("of_no").Floats(), ofYes = golden.GetProperty("of_yes").Floats();
        for (int i = 0; i < 4; i++)
        {
            long yes = (long)labels.Where((_, at) => at % 4 == i).Sum();
            float[] found = LabelStatistics.Balanced(6 - yes, yes);
            Assert.Equal(ofNo[i], found[0], 1e-6);
            Assert.Equal(ofYes[i], found[1], 1e-6);
        }

        Assert.Equal([0.5f, 1, 2], LabelStatistics.Balanced(8, 0, 2).Select((weight, i) => i == 0 ? weight - 0.125f : i == 2 ? weight - 0.5f : weight));
    }

    [Theory]
    [InlineData("plain", false)]
    [InlineData("weighted", true)]
    public void ScaledSquaredErrorAndItsGradientEqualPyTorch(string name, bool exampleWeights)
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        JsonElement golden = _labels.GetProperty("regression");
        float[] values = golden.GetProperty("labels").Floats();
        using var loss = new SquaredLoss(LabelScaling.Of(golden.GetProperty("mean").Doubles(), golden.GetProperty("deviation").Doubles()), 3, _cpu);
        Tensor labels = tensor(values).reshape(6, 3);
        Check(golden, name, golden.GetProperty("outputs").Floats(), [6, 3], outputs => loss.Mean(outputs, labels, exampleWeights ? tensor(golden.GetProperty("weights").Floats()) : null), 2e-4);
        float[] errors = loss.Sums(tensor(golden.GetProperty("outputs").Floats()).reshape(6, 3), labels).data<float>().ToArray();
        Assert.All(golden.GetProperty("errors").Floats().Zip(errors), pair => Assert.Equal(1, pair.Second / pair.First, 1e-3));
    }

    private static void Check(JsonElement golden, string name, float[] given, long[] shape, Func<Tensor, Tensor> mean, double tolerance = 1e-6)
    {
        Tensor input = tensor(given).reshape(shape).requires_grad_();
        Tensor found = mean(input);
        found.backward();
        using Tensor gradient = input.grad!;
        Assert.Equal(golden.GetProperty(name).GetProperty("loss").GetDouble(), found.item<float>(), tolerance);
        Golden.Near(golden.GetProperty(name).GetProperty("gradient").Floats(), gradient.data<float>().ToArray(), tolerance);
    }

    private static Tensor Floats(string name) => tensor(_golden.GetProperty(name).Floats());
}
