using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record MirrorStep(bool Vertical) : GeometricStep
{
    internal override EdgeFill? UsedFill => null;

    public override bool KeepsPixels => true;

    internal override string Name => Vertical ? nameof(MirrorVertically) : nameof(Mirror);

    private protected override string Extent => "";

    private protected override string Settings => "";

    public override AffineMap Draw(ref RandomStream random, int height, int width) =>
        Vertical ? AffineMap.Scale(1, -1) : AffineMap.Scale(-1, 1);
}
