using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record SaturationStep(double Amount) : ColorStep(Amount)
{
    internal override string Name => nameof(Saturation);

    public override Tensor? Origin(AugmentedBatch batch) => batch.Grey();

    internal override string? ProblemWith(int channels) =>
        channels == 3 ? null : FormattableString.Invariant($"the image must be one of three channels, but has {channels}.");
}
