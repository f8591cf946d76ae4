using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Data;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>A step that moves colours by a random factor away from something: from black, the mean grey or a pixel's own grey.</summary>
internal abstract record ColorStep([property: Range(0, 10)] double Amount) : Augmentation
{
    private protected override string Settings => $"{Amount}, ";

    /// <summary>What a factor of 0 leaves; null for black.</summary>
    public abstract Tensor? Origin(AugmentedBatch batch);

    internal override void Apply(AugmentedBatch batch, int index)
    {
        var factors = new float[batch.Count];
        for (int i = 0; i < factors.Length; i++)
        {
            RandomStream random = batch.Random(index, i);
            factors[i] = random.Chance(Probability) ? (float)random.Between(Math.Max(0, 1 - Amount), 1 + Amount) : 1;
        }

        Tensor factor = batch.Upload(factors, batch.Count, 1, 1, 1);
        Tensor moved = Origin(batch) is { } origin ? origin.lerp(batch.Images, factor) : batch.Images.mul(factor);
        batch.Images = batch.IsBounded ? moved.clamp_(S(0), S(1)) : moved;
    }
}

internal sealed record BrightnessStep(double Amount) : ColorStep(Amount)
{
    internal override string Name => nameof(Brightness);

    public override Tensor? Origin(AugmentedBatch batch) => null;
}

internal sealed record ContrastStep(double Amount) : ColorStep(Amount)
{
    internal override string Name => nameof(Contrast);

    public override Tensor? Origin(AugmentedBatch batch) => batch.Grey().mean([1, 2, 3], keepdim: true);
}

internal sealed record SaturationStep(double Amount) : ColorStep(Amount)
{
    internal override string Name => nameof(Saturation);

    public override Tensor? Origin(AugmentedBatch batch) => batch.Grey();

    internal override string? ProblemWith(int channels) =>
        channels == 3 ? null : $"the image must be one of three channels, but has {channels}.";
}
