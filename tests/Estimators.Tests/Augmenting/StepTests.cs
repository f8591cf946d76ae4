using MlNetDeep.Estimators.Augmenting;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Augmenting;

public sealed class StepTests
{
    private static readonly Augmentation[] _everything =
    [
        Augmentation.Mirror(), Augmentation.Crop(2), Augmentation.Shift(), Augmentation.Rotate(), Augmentation.Zoom(), Augmentation.Shear(),
        Augmentation.ResizedCrop(), Augmentation.Brightness(), Augmentation.Contrast(), Augmentation.Saturation(), Augmentation.Erase(),
        Augmentation.MixUp(), Augmentation.CutMix(),
    ];

    [Fact]
    public void WhatHappensToARowDependsOnSeedEpochAndRowAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        Augmentation[] recipe = _everything[..11];
        Tensor images = Batches.Noise(6, 3, 12, 12);
        float[] all = Batches.Apply(images, recipe, rows: [10, 11, 12, 13, 14, 15]).ToFloats();
        Tensor two = images.index_select(0, tensor(new long[] { 4, 1 }));
        float[] reordered = Batches.Apply(two, recipe, rows: [14, 11]).ToFloats();
        int size = 3 * 12 * 12;
        Assert.Equal(all[(4 * size)..(5 * size)], reordered[..size]);
        Assert.Equal(all[size..(2 * size)], reordered[size..]);

        long[] rows = [10, 11, 12, 13, 14, 15];
        Assert.NotEqual(all, Batches.Apply(images, recipe, rows, epoch: 1).ToFloats());
        Assert.NotEqual(all, Batches.Apply(images, recipe, rows, seed: 2).ToFloats());
        Assert.NotEqual(all[..size], Batches.Apply(images.narrow(0, 0, 1), recipe, rows: [99]).ToFloats());
    }

    [Fact]
    public void StepsAreIndependentOfEachOther()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = ones([400, 1, 4, 4]);
        float[] once = Batches.Apply(images, [Augmentation.Brightness(0.5)]).select(1, 0).select(1, 0).select(1, 0).ToFloats();
        AugmentedBatch batch = Batches.Of(images, isBounded: false);
        float[] twice = Batches.Apply(batch, [Augmentation.Brightness(0.5), Augmentation.Brightness(0.5)]).Images.select(1, 0).select(1, 0).select(1, 0).ToFloats();
        Assert.DoesNotContain(once.Zip(twice), p => Math.Abs(p.Second - (p.First * p.First)) < 1e-7 && p.First != 1);
    }

    [Fact]
    public void NothingLeaksAndTheInputStaysAsItIs()
    {
        using var live = new LiveTensors();
        using DisposeScope outer = NewDisposeScope();
        Tensor images = Batches.Noise(8, 3, 12, 12);
        float[] before = images.ToFloats();
        using (DisposeScope scope = NewDisposeScope())
        {
            AugmentedBatch batch = Batches.Of(images);
            batch.Labels = Batches.Noise(8, 1, 1, 4).reshape(8, 4);
            batch.Weights = ones([8]);
            Batches.Apply(batch, _everything);
            Assert.All(batch.Images.ToFloats(), v => Assert.InRange(v, -1e-5f, 1 + 1e-5f));
        }

        Assert.Equal(before, images.ToFloats());
    }

    [Fact]
    public void SharesFollowProbabilities()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = arange(S(0), S(2), S(1), ScalarType.Float32).reshape(1, 1, 1, 2).expand(4000, 1, 1, 2).contiguous();
        float[] pixels = Batches.Apply(images, [Augmentation.Mirror(0.3)]).reshape(-1).ToFloats();
        Assert.InRange(pixels.Where((_, i) => i % 2 == 0).Average(), 0.27, 0.33);
        Assert.Equal(images.ToFloats(), Batches.Apply(images, [Augmentation.Mirror(0)]).ToFloats());
    }

    [Fact]
    public void FactorsAreUniform()
    {
        using DisposeScope scope = NewDisposeScope();
        AugmentedBatch batch = Batches.Of(ones([5000, 1, 1, 1]), isBounded: false);
        float[] factors = Batches.Apply(batch, [Augmentation.Brightness(0.4)]).Images.ToFloats();
        Assert.InRange(factors.Average(), 0.99, 1.01);
        Assert.InRange(factors.Min(), 0.6, 0.602);
        Assert.InRange(factors.Max(), 1.398, 1.4001);
        Assert.InRange(factors.Select(f => (f - 1) * (f - 1)).Average(), (0.16 / 3) - 0.004, (0.16 / 3) + 0.004);
    }

    [Fact]
    public void ColorsMoveAwayFromTheirOrigin()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Batches.Noise(1, 3, 5, 4).mul(S(0.4)).add(S(0.3), S(1));
        Tensor grey = images.select(1, 0).mul(S(0.299)).add(images.select(1, 1), S(0.587)).add(images.select(1, 2), S(0.114)).unsqueeze(1);
        AssertOnALine(images, images.mul(S(0)), Augmentation.Brightness(0.3));
        AssertOnALine(images, grey.mean().expand_as(images), Augmentation.Contrast(0.3));
        AssertOnALine(images, grey.expand_as(images), Augmentation.Saturation(0.3));
    }

    private static void AssertOnALine(Tensor images, Tensor origin, Augmentation step)
    {
        Tensor result = Batches.Apply(images, [step], seed: 5);
        float factor = result.sub(origin).abs().sum().item<float>() / images.sub(origin).abs().sum().item<float>();
        Assert.InRange(factor, 0.7f, 1.3f);
        Assert.NotEqual(1, factor);
        Golden.Near(origin.add(images.sub(origin), S(factor)).ToFloats(), result.ToFloats(), 1e-5);
    }

    [Fact]
    public void ErasedAreasAreOfTheSizeAskedFor()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor erased = Batches.Apply(zeros([600, 1, 32, 32]), [Augmentation.Erase(0.1, 0.3, level: 1, probability: 0.5)]);
        float[] areas = erased.mean([1, 2, 3]).ToFloats();
        Assert.InRange(areas.Count(a => a > 0), 260, 340);
        float[] hit = [.. areas.Where(a => a > 0)];
        Assert.All(hit, a => Assert.InRange(a, 0.09, 0.31));
        Assert.InRange(hit.Average(), 0.185, 0.215);
        Assert.All(erased.select(0, 3).ToFloats(), v => Assert.True(v is 0 or 1));
    }
}
