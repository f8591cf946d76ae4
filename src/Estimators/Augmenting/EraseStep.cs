using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Data;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record EraseStep(
    [property: Range(0, 1, MinimumIsExclusive = true)] double MinimumArea,
    [property: Range(0, 1, MinimumIsExclusive = true)] double MaximumArea,
    [property: Range(0, 1)] double Level) : Augmentation
{
    // The shape of the rectangle, as in the paper.
    private const double MaximumAspect = 1 / 0.3;

    internal override string Name => nameof(Erase);

    private protected override string Settings => $"{MinimumArea}, {MaximumArea}, {Level}, ";

    internal override void Apply(AugmentedBatch batch, int index)
    {
        var boxes = new Boxes(batch);
        double logarithm = Math.Log(MaximumAspect);
        for (int i = 0; i < batch.Count; i++)
        {
            RandomStream random = batch.Random(index, i);
            if (random.Chance(Probability))
            {
                double area = random.Between(MinimumArea, MaximumArea) * batch.Height * batch.Width;
                double aspect = Math.Exp(random.Between(-logarithm, logarithm));
                boxes.PlaceInside(i, (int)Math.Round(Math.Sqrt(area * aspect)), (int)Math.Round(Math.Sqrt(area / aspect)), ref random);
            }
        }

        Tensor level = full([1], S(Level), ScalarType.Float32, batch.Device);
        batch.Images = level.where(boxes.Mask(), batch.Images);
    }

    private protected override IEnumerable<string> FindProblems() => MinimumArea > MaximumArea
        ? [$"MinimumArea must be at most MaximumArea, {MaximumArea}, but is {MinimumArea}."]
        : [];
}
