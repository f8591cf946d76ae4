namespace MlNetDeep.Estimators.Augmenting;

/// <summary>A step that mixes images, and their labels, in pairs.</summary>
internal abstract record MixingStep(double Alpha) : Augmentation
{
    private protected override string Settings => FormattableString.Invariant($"{Alpha}, ");

    internal override IEnumerable<string> FindProblems(int? channels) => Problems(
        (Alpha is > 0 and <= 100, nameof(Alpha), Alpha, "above 0 and at most 100"));
}
