using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Data;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>A step that mixes images, and their labels, in pairs.</summary>
internal abstract record MixingStep([property: Range(0, 100, MinimumIsExclusive = true)] double Alpha) : Augmentation
{
    private protected override string Settings => $"{Alpha}, ";
}

internal sealed record MixUpStep(double Alpha) : MixingStep(Alpha)
{
    internal override string Name => nameof(MixUp);

    internal override bool NeedsImage => false;

    internal override void Apply(AugmentedBatch batch, int index)
    {
        var shares = new float[batch.Count];
        for (int i = 0; i < shares.Length; i++)
        {
            RandomStream random = batch.Random(index, i);
            shares[i] = random.Chance(Probability) ? (float)random.Beta(Alpha) : 1;
        }

        Tensor partners = batch.Partners(index);
        Tensor share = batch.Upload(shares, [batch.Count, .. Enumerable.Repeat(1L, (int)batch.Images.ndim - 1)]);
        batch.Images = batch.Images.index_select(0, partners).lerp(batch.Images, share);
        batch.MixLabels(partners, shares);
    }
}

internal sealed record CutMixStep(double Alpha) : MixingStep(Alpha)
{
    internal override string Name => nameof(CutMix);

    internal override void Apply(AugmentedBatch batch, int index)
    {
        var boxes = new Boxes(batch);
        var shares = new float[batch.Count];
        for (int i = 0; i < shares.Length; i++)
        {
            RandomStream random = batch.Random(index, i);
            shares[i] = 1;
            if (random.Chance(Probability))
            {
                double side = Math.Sqrt(1 - random.Beta(Alpha));
                shares[i] = (float)(1 - boxes.PlaceAbout(i, (int)(batch.Width * side), (int)(batch.Height * side), ref random));
            }
        }

        Tensor partners = batch.Partners(index);
        batch.Images = batch.Images.index_select(0, partners).where(boxes.Mask(), batch.Images);
        batch.MixLabels(partners, shares);
    }
}
