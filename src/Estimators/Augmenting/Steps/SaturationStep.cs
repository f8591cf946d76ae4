using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record SaturationStep(double Amount) : ColorStep(Amount)
{
    internal override string Name => nameof(Saturation);

    public override Tensor? Origin(AugmentedBatch batch) => batch.Grey();

    internal override IEnumerable<string> FindProblems(int? channels) => base.FindProblems(channels).Concat(Problems(
        (channels is null or 3, "the image", FormattableString.Invariant($"one of {channels} channels"), "of three channels")));
}
