using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record RotateStep(double Degrees) : GeometricStep
{
    internal override string Name => nameof(Rotate);

    private protected override string Extent => FormattableString.Invariant($"{Degrees}");

    public override AffineMap Draw(ref SeededRandom random, int height, int width) =>
        AffineMap.Rotate(random.Between(-Degrees, Degrees));

    internal override IEnumerable<string> FindProblems(int? channels) => base.FindProblems(channels).Concat(Problems(
        (Degrees is >= 0 and <= 180, nameof(Degrees), Degrees, "between 0 and 180")));
}
