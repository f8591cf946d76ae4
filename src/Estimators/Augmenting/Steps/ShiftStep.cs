using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record ShiftStep([property: Range(0, 1)] double Fraction) : GeometricStep
{
    internal override string Name => nameof(Shift);

    private protected override string Extent => FormattableString.Invariant($"{Fraction}");

    public override AffineMap Draw(ref RandomStream random, int height, int width)
    {
        double right = random.Between(-Fraction, Fraction) * width, down = random.Between(-Fraction, Fraction) * height;
        return AffineMap.Shift(right, down);
    }
}
