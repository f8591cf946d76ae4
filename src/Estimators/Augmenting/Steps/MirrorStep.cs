using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record MirrorStep(bool Vertical) : GeometricStep
{
    public override EdgeFill? UsedFill => null;

    public override bool KeepsPixels => true;

    internal override string Name => Vertical ? nameof(MirrorVertically) : nameof(Mirror);

    private protected override string Extent => "";

    private protected override string Settings => "";

    public override AffineMap Draw(ref SeededRandom random, int height, int width) =>
        Vertical ? AffineMap.Scale(1, -1) : AffineMap.Scale(-1, 1);
}
