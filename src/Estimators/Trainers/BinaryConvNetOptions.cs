using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>Options of <see cref="BinaryConvNetEstimator"/>.</summary>
public sealed record BinaryConvNetOptions : NetworkTrainerOptions
{
    /// <summary>The output column of probabilities. The default value is <c>Probability</c>.</summary>
    [Required]
    public string ProbabilityColumnName { get; init; } = "Probability";

    /// <summary>The output column of decisions, Boolean. The default value is <c>PredictedLabel</c>.</summary>
    [Required]
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>Share of the target that is spread evenly over no and yes, at least 0 and below 1. The default value is 0.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// The weights of no and of yes, at least 0: the loss is the mean weighted by them. The default value is null: both count
    /// alike.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    internal override ClassOptions ClassOptions => new(PredictedLabelColumnName, ProbabilityColumnName, LabelSmoothing, ClassWeights);

    private protected override (long Minimum, long Maximum) NeededOutputs => (1, 1);

    private protected override IEnumerable<string> FindProblems() => base.FindProblems().Concat(ProblemsOf(ClassWeights, 2));
}
