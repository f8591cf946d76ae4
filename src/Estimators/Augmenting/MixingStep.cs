using System.ComponentModel.DataAnnotations;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>A step that mixes images, and their labels, in pairs.</summary>
internal abstract record MixingStep([property: Range(0, 100, MinimumIsExclusive = true)] double Alpha) : Augmentation
{
    private protected override string Settings => FormattableString.Invariant($"{Alpha}, ");
}
