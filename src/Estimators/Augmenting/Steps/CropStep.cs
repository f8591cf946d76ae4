using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record CropStep(int Padding) : GeometricStep
{
    public override bool KeepsPixels => true;

    internal override string Name => nameof(Crop);

    private protected override string Extent => FormattableString.Invariant($"{Padding}");

    public override AffineMap Draw(ref SeededRandom random, int height, int width)
    {
        int right = random.Below((2 * Padding) + 1) - Padding, down = random.Below((2 * Padding) + 1) - Padding;
        return AffineMap.Shift(right, down);
    }

    internal override IEnumerable<string> FindProblems(int? channels) => base.FindProblems(channels).Concat(Problems(
        (Padding is >= 0 and <= 4096, nameof(Padding), Padding, "between 0 and 4,096 pixels")));
}
