using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

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
