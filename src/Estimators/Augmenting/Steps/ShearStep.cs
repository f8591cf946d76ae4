using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record ShearStep([property: Range(0, 80)] double Degrees) : GeometricStep
{
    internal override string Name => nameof(Shear);

    private protected override string Extent => FormattableString.Invariant($"{Degrees}");

    public override AffineMap Draw(ref RandomStream random, int height, int width) =>
        AffineMap.Shear(random.Between(-Degrees, Degrees));
}
