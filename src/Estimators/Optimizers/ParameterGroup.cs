using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators;

/// <summary>Parameters that train differently from the rest: frozen, or with their own learning rate or weight decay.</summary>
/// <example><code>
/// // Fine-tune: leave the backbone alone, train the head at the full rate.
/// new ParameterGroup { Matches = p => p.Layer.StartsWith("features"), Frozen = true }
/// </code></example>
public sealed class ParameterGroup
{
    /// <summary>Says whether a parameter belongs to this group. The first group that matches gets it.</summary>
    public required Func<NetworkParameter, bool> Matches { get; init; }

    /// <summary>Multiplies the learning rate; above 0. The default value is 1.</summary>
    public double LearningRateFactor { get; init; } = 1;

    /// <summary>Replaces the optimizer's weight decay. The default value, null, keeps it.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Whether the parameters stay as they are. The default value is <see langword="false"/>.</summary>
    public bool Frozen { get; init; }

    internal IEnumerable<string> FindProblems(int index)
    {
        if (Matches is null)
        {
            yield return $"ParameterGroups[{index}]: Matches must be given.";
        }

        if (!(LearningRateFactor > 0) || !double.IsFinite(LearningRateFactor))
        {
            yield return FormattableString.Invariant($"ParameterGroups[{index}]: LearningRateFactor must be a finite number above 0, but is {LearningRateFactor}.");
        }

        if (WeightDecay is { } decay && !(decay >= 0 && double.IsFinite(decay)))
        {
            yield return FormattableString.Invariant($"ParameterGroups[{index}]: WeightDecay must be a finite number of at least 0, but is {decay}.");
        }
    }
}
