using MlNetDeep.Estimators.Data;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

internal sealed record EraseStep(double MinimumArea, double MaximumArea, double Level) : Augmentation
{
    // The shape of the rectangle, as in the paper.
    private const double MaximumAspect = 1 / 0.3;

    internal override string Name => nameof(Erase);

    private protected override string Settings => FormattableString.Invariant($"{MinimumArea}, {MaximumArea}, {Level}, ");

    internal override void Apply(AugmentedBatch batch, int index)
    {
        var boxes = new Boxes(batch);
        double logarithm = Math.Log(MaximumAspect);
        for (int i = 0; i < batch.Count; i++)
        {
            SeededRandom random = batch.Random(index, i);
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

    internal override IEnumerable<string> FindProblems(int? channels) => Problems(
        (MinimumArea is > 0 and <= 1, nameof(MinimumArea), MinimumArea, "above 0 and at most 1"),
        (MaximumArea is > 0 and <= 1, nameof(MaximumArea), MaximumArea, "above 0 and at most 1"),
        (!(MinimumArea > MaximumArea), nameof(MinimumArea), MinimumArea, FormattableString.Invariant($"at most MaximumArea, {MaximumArea}")),
        (Level is >= 0 and <= 1, nameof(Level), Level, "between 0 and 1"));
}
