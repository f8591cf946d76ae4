using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record ZoomStep([property: Range(0.1, 10)] double Minimum, [property: Range(0.1, 10)] double Maximum) : GeometricStep
{
    internal override string Name => nameof(Zoom);

    private protected override string Extent => FormattableString.Invariant($"{Minimum}, {Maximum}");

    public override AffineMap Draw(ref RandomStream random, int height, int width)
    {
        double factor = random.Between(Minimum, Maximum);
        return AffineMap.Scale(factor, factor);
    }

    private protected override IEnumerable<string> FindProblems() => Minimum > Maximum
        ? [FormattableString.Invariant($"Minimum must be at most Maximum, {Maximum}, but is {Minimum}.")]
        : [];
}
