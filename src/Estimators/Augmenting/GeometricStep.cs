using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;

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

    private protected override string Settings => FormattableString.Invariant($"{Extent}, {Fill}, ");

    internal override void Apply(AugmentedBatch batch, int index) => GeometricRun.Apply(batch, [(index, this)], Fill);
}
