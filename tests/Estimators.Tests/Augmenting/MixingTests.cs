using MlNetDeep.Estimators.Augmenting;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Augmenting;

public sealed class MixingTests
{
    private static readonly Device _cpu = new("cpu");

    [Theory]
    [InlineData("MixUp")]
    [InlineData("CutMix")]
    [InlineData("both")]
    public void LabelsAreMixedAsTheImagesAre(string which)
    {
        Augmentation[] recipe = which switch
        {
            "MixUp" => [Augmentation.MixUp(1)],
            "CutMix" => [Augmentation.CutMix(1, probability: 1)],
            _ => [Augmentation.MixUp(0.5), Augmentation.CutMix(1)],
        };
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();

        // Channel c of an image of class c is white: the mean of each channel is the share of its class.
        const int Classes = 3, Count = 30;
        var random = new Random(1);
        Tensor labels = tensor((long[])[.. Enumerable.Range(0, Count).Select(_ => (long)random.Next(Classes))]);
        Tensor shares = labels.unsqueeze(1).eq(arange(S(0), S(Classes), S(1), ScalarType.Int64)).to_type(ScalarType.Float32);
        AugmentedBatch batch = Batches.Of(shares.reshape(Count, Classes, 1, 1).expand(Count, Classes, 16, 16).contiguous());
        batch.Labels = shares;
        Batches.Apply(batch, recipe);
        Golden.Near(batch.Images.mean([2, 3]).ToFloats(), batch.Labels.ToFloats(), 1e-5);
        Golden.Near([.. Enumerable.Repeat(1f, Count)], batch.Labels.sum([1]).ToFloats(), 1e-5);
        Assert.Contains(batch.Labels.ToFloats(), s => s is > 0.05f and < 0.95f);
    }

    [Fact]
    public void NoImageMeetsItselfUnlessItIsAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        for (int epoch = 0; epoch < 20; epoch++)
        {
            Tensor images = arange(S(0), S(5), S(1), ScalarType.Float32).reshape(5, 1, 1, 1);
            float[] partners = images.index_select(0, Batches.Of(images, epoch: epoch).Partners(0)).reshape(-1).ToFloats();
            Assert.Equal(5, partners.Distinct().Count());
            Assert.DoesNotContain(partners.Select((p, i) => p == i), same => same);
        }

        Tensor alone = Batches.Noise(1, 1, 4, 4);
        Golden.Near(alone.ToFloats(), Batches.Apply(alone, [Augmentation.MixUp(1), Augmentation.CutMix(1, 1)]).ToFloats(), 1e-6);
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0.1, false, false)]
    [InlineData(0, true, false)]
    [InlineData(0.2, true, false)]
    [InlineData(0.1, false, true)]
    [InlineData(0.1, true, true)]
    public void AShareOfOneGivesTheLossOfTheClass(double smoothing, bool classWeights, bool exampleWeights)
    {
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using var loss = new CrossEntropyLoss(smoothing, classWeights ? [0.5f, 2, 1] : null, _cpu);
        Tensor logits = Batches.Noise(5, 1, 1, 3).reshape(5, 3).mul(S(4));
        Tensor labels = tensor((long[])[2, 0, 1, 1, 2]);
        Tensor shares = labels.unsqueeze(1).eq(arange(S(0), S(3), S(1), ScalarType.Int64)).to_type(ScalarType.Float32);
        Tensor? weights = exampleWeights ? tensor((float[])[1, 0.5f, 2, 0, 3]) : null;
        Assert.Equal(loss.Mean(logits, labels, weights).item<float>(), loss.Mean(logits, shares, weights).item<float>(), 1e-6);
        Assert.Equal(loss.Sums(logits, labels).item<long>(), loss.Sums(logits, shares).item<long>());
    }

    [Fact]
    public void TheLossOfAMixIsTheMixOfTheLosses()
    {
        using DisposeScope scope = NewDisposeScope();
        using var loss = new CrossEntropyLoss(0, null, _cpu);
        Tensor logits = Batches.Noise(4, 1, 1, 3).reshape(4, 3).mul(S(3));
        float[] shares = [0.7f, 0.2f, 1, 0.5f], weights = [1, 2, 0, 3];
        AugmentedBatch batch = Batches.Of(zeros([4, 1, 2, 2]));
        Tensor labels = tensor((long[])[0, 1, 2, 1]);
        Tensor oneHot = labels.unsqueeze(1).eq(arange(S(0), S(3), S(1), ScalarType.Int64)).to_type(ScalarType.Float32);
        batch.Labels = oneHot.mul(tensor(weights).unsqueeze(1));
        batch.Weights = tensor(weights);
        batch.MixLabels(tensor((long[])[1, 2, 3, 0]), shares);
        float found = loss.Mean(logits, batch.Labels.div(batch.Weights.clamp_min(S(1e-30f)).unsqueeze(1)), batch.Weights).item<float>();

        float[] log = logits.log_softmax(1).ToFloats();
        long[] label = [0, 1, 2, 1];
        double sum = 0, divisor = 0;
        for (int i = 0; i < 4; i++)
        {
            int partner = (i + 1) % 4;
            sum -= (shares[i] * weights[i] * log[(i * 3) + label[i]]) + ((1 - shares[i]) * weights[partner] * log[(i * 3) + label[partner]]);
            divisor += (shares[i] * weights[i]) + ((1 - shares[i]) * weights[partner]);
        }

        Assert.Equal(sum / divisor, found, 1e-5);
    }
}
