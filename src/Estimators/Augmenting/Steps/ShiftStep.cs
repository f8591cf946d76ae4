using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record ShiftStep(double Fraction) : GeometricStep
{
    internal override string Name => nameof(Shift);

    private protected override string Extent => FormattableString.Invariant($"{Fraction}");

    public override AffineMap Draw(ref SeededRandom random, int height, int width)
    {
        double right = random.Between(-Fraction, Fraction) * width, down = random.Between(-Fraction, Fraction) * height;
        return AffineMap.Shift(right, down);
    }

    internal override IEnumerable<string> FindProblems(int? channels) => base.FindProblems(channels).Concat(Problems(
        (Fraction is >= 0 and <= 1, nameof(Fraction), Fraction, "between 0 and 1")));
}
