using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record ContrastStep(double Amount) : ColorStep(Amount)
{
    internal override string Name => nameof(Contrast);

    public override Tensor? Origin(AugmentedBatch batch) => batch.Grey().mean([1, 2, 3], keepdim: true);
}
