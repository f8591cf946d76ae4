using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record BrightnessStep(double Amount) : ColorStep(Amount)
{
    internal override string Name => nameof(Brightness);

    public override Tensor? Origin(AugmentedBatch batch) => null;
}
