using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

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
