using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record ZoomStep(double Minimum, double Maximum) : GeometricStep
{
    internal override string Name => nameof(Zoom);

    private protected override string Extent => FormattableString.Invariant($"{Minimum}, {Maximum}");

    public override AffineMap Draw(ref SeededRandom random, int height, int width)
    {
        double factor = random.Between(Minimum, Maximum);
        return AffineMap.Scale(factor, factor);
    }

    internal override IEnumerable<string> FindProblems(int? channels) => base.FindProblems(channels).Concat(Problems(
        (Minimum is >= 0.1 and <= 10, nameof(Minimum), Minimum, "between 0.1 and 10"),
        (Maximum is >= 0.1 and <= 10, nameof(Maximum), Maximum, "between 0.1 and 10"),
        (!(Minimum > Maximum), nameof(Minimum), Minimum, FormattableString.Invariant($"at most Maximum, {Maximum}"))));
}
