using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record CropStep([property: Range(0, 4096)] int Padding) : GeometricStep
{
    public override bool KeepsPixels => true;

    internal override string Name => nameof(Crop);

    private protected override string Extent => FormattableString.Invariant($"{Padding}");

    public override AffineMap Draw(ref RandomStream random, int height, int width)
    {
        int right = random.Below((2 * Padding) + 1) - Padding, down = random.Below((2 * Padding) + 1) - Padding;
        return AffineMap.Shift(right, down);
    }
}
