using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>A step that moves colours by a random factor away from something: from black, the mean grey or a pixel's own grey.</summary>
internal abstract record ColorStep([property: Range(0, 10)] double Amount) : Augmentation
{
    private protected override string Settings => FormattableString.Invariant($"{Amount}, ");

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
