namespace MlNetDeep.Estimators;

/// <summary>
/// Ends a run when the loss has stopped falling (that of the validation set when there is one, of training otherwise),
/// and restores the weights of the best epoch.
/// </summary>
public sealed record EarlyStoppingOptions
{
    /// <summary>Epochs without improvement that are put up with, at least 0. The default value is 3.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>By how much the loss must fall to count as an improvement, at least 0. The default value is 0.</summary>
    public double MinimumImprovement { get; init; }

    internal IEnumerable<string> FindProblems()
    {
        if (Patience < 0)
        {
            yield return $"EarlyStopping: Patience must be at least 0, but is {Patience}.";
        }

        if (!(MinimumImprovement >= 0) || !double.IsFinite(MinimumImprovement))
        {
            yield return FormattableString.Invariant($"EarlyStopping: MinimumImprovement must be a finite number of at least 0, but is {MinimumImprovement}.");
        }
    }
}
