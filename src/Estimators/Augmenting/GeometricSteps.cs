using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>A step that moves pixels about: an affine map for each image.</summary>
internal abstract record GeometricStep : Augmentation
{
    public EdgeFill Fill { get; init; }

    /// <summary>The fill, or null when the step leaves nothing to fill.</summary>
    internal virtual EdgeFill? UsedFill => Fill;

    /// <summary>Whether pixels move by whole pixels, so that nothing need be interpolated.</summary>
    public virtual bool KeepsPixels => false;

    /// <summary>Draws the map of an image.</summary>
    public abstract AffineMap Draw(ref RandomStream random, int height, int width);

    /// <summary>The settings without the fill.</summary>
    private protected abstract string Extent { get; }

    private protected override string Settings => $"{Extent}, {Fill}, ";

    internal override void Apply(AugmentedBatch batch, int index) => GeometricRun.Apply(batch, [(index, this)], Fill);
}

internal sealed record CropStep([property: Range(0, 4096)] int Padding) : GeometricStep
{
    public override bool KeepsPixels => true;

    internal override string Name => nameof(Crop);

    private protected override string Extent => $"{Padding}";

    public override AffineMap Draw(ref RandomStream random, int height, int width)
    {
        int right = random.Below((2 * Padding) + 1) - Padding, down = random.Below((2 * Padding) + 1) - Padding;
        return AffineMap.Shift(right, down);
    }
}

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

internal sealed record ResizedCropStep(
    [property: Range(0, 1, MinimumIsExclusive = true)] double MinimumArea, [property: Range(1, 10)] double MaximumAspect) : GeometricStep
{
    private const int Attempts = 10;

    internal override EdgeFill? UsedFill => null;

    internal override string Name => nameof(ResizedCrop);

    private protected override string Extent => $"{MinimumArea}, {MaximumAspect}";

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

internal sealed record RotateStep([property: Range(0, 180)] double Degrees) : GeometricStep
{
    internal override string Name => nameof(Rotate);

    private protected override string Extent => $"{Degrees}";

    public override AffineMap Draw(ref RandomStream random, int height, int width) =>
        AffineMap.Rotate(random.Between(-Degrees, Degrees));
}

internal sealed record ShearStep([property: Range(0, 80)] double Degrees) : GeometricStep
{
    internal override string Name => nameof(Shear);

    private protected override string Extent => $"{Degrees}";

    public override AffineMap Draw(ref RandomStream random, int height, int width) =>
        AffineMap.Shear(random.Between(-Degrees, Degrees));
}

internal sealed record ShiftStep([property: Range(0, 1)] double Fraction) : GeometricStep
{
    internal override string Name => nameof(Shift);

    private protected override string Extent => $"{Fraction}";

    public override AffineMap Draw(ref RandomStream random, int height, int width)
    {
        double right = random.Between(-Fraction, Fraction) * width, down = random.Between(-Fraction, Fraction) * height;
        return AffineMap.Shift(right, down);
    }
}

internal sealed record ZoomStep([property: Range(0.1, 10)] double Minimum, [property: Range(0.1, 10)] double Maximum) : GeometricStep
{
    internal override string Name => nameof(Zoom);

    private protected override string Extent => $"{Minimum}, {Maximum}";

    public override AffineMap Draw(ref RandomStream random, int height, int width)
    {
        double factor = random.Between(Minimum, Maximum);
        return AffineMap.Scale(factor, factor);
    }

    private protected override IEnumerable<string> FindProblems() => Minimum > Maximum
        ? [$"Minimum must be at most Maximum, {Maximum}, but is {Minimum}."]
        : [];
}
