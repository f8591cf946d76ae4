using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record ResizedCropStep(
    [property: Range(0, 1, MinimumIsExclusive = true)] double MinimumArea, [property: Range(1, 10)] double MaximumAspect) : GeometricStep
{
    private const int Attempts = 10;

    internal override EdgeFill? UsedFill => null;

    internal override string Name => nameof(ResizedCrop);

    private protected override string Extent => FormattableString.Invariant($"{MinimumArea}, {MaximumAspect}");

    public override AffineMap Draw(ref RandomStream random, int height, int width)
    {
        double logarithm = Math.Log(MaximumAspect);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // The area and its shape are drawn until they fit; the logarithm makes wide and high equally likely.
            double area = random.Between(MinimumArea, 1), aspect = Math.Exp(random.Between(-logarithm, logarithm));
            double w = Math.Sqrt(area * aspect * height / width), h = Math.Sqrt(area / aspect * width / height);
            if (w <= 1 && h <= 1)
            {
                double right = random.Between(-1, 1) * (1 - w) / 2 * width, down = random.Between(-1, 1) * (1 - h) / 2 * height;
                return new AffineMap(w, 0, right, 0, h, down);
            }
        }

        double side = Math.Sqrt(MinimumArea);
        return new AffineMap(side, 0, 0, 0, side, 0);
    }
}
