using System.Text.Json;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Optimizers;

public class LossTests
{
    private static readonly JsonElement _golden = Golden.Load("losses.json");
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
        using var loss = new SquaredLoss();
        Tensor found = loss.Mean(Floats("one").reshape(6, 1), Floats("values"), exampleWeights ? Floats("weights") : null);
        Assert.Equal(_golden.GetProperty(name).GetDouble(), found.item<float>(), 1e-5);
    }

    [Fact]
    public void MetricsCount()
    {
        using DisposeScope scope = NewDisposeScope();
        using var classes = new CrossEntropyLoss(0, null, _cpu);
        using var binary = new CrossEntropyLoss(0, null, _cpu, oneLogit: true);
        using var squared = new SquaredLoss();
        Assert.Equal(2, classes.MetricSum(tensor(new float[] { 1, 0, 0, 1, 5, 4 }).reshape(3, 2), tensor(new long[] { 0, 1, 1 })).item<long>());
        Assert.Equal(2, binary.MetricSum(tensor(new float[] { 1, -1, 3 }), tensor(new float[] { 1, 0, 0 })).item<long>());
        Assert.Equal(4, squared.MetricSum(tensor(new float[] { 1, -1 }), tensor(new float[] { 0, 2 })).item<float>());
    }

    private static Tensor Floats(string name) => tensor(_golden.GetProperty(name).Floats());
}
