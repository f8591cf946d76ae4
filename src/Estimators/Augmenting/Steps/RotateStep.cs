using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record RotateStep([property: Range(0, 180)] double Degrees) : GeometricStep
{
    internal override string Name => nameof(Rotate);

    private protected override string Extent => FormattableString.Invariant($"{Degrees}");

    public override AffineMap Draw(ref RandomStream random, int height, int width) =>
        AffineMap.Rotate(random.Between(-Degrees, Degrees));
}
