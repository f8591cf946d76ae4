using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>Options of <see cref="ConvNetEstimator"/>, the multiclass trainer.</summary>
public sealed record ConvNetOptions : NetworkTrainerOptions
{
    /// <summary>The output column of decisions, a key. The default value is <c>PredictedLabel</c>.</summary>
    [Required]
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>Share of the target that is spread evenly over all classes, at least 0 and below 1. The default value is 0.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// A weight per class, at least 0, in the order of the label's keys: the loss is the mean weighted by them. The default
    /// value is null: all count alike.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    internal override ClassOptions ClassOptions => ClassOptions.None with
    {
        PredictedLabel = PredictedLabelColumnName,
        Smoothing = LabelSmoothing,
        Weights = ClassWeights,
    };

    private protected override (long Minimum, long Maximum) NeededOutputs => (2, long.MaxValue);

    private protected override IEnumerable<string> FindProblems() =>
        base.FindProblems().Concat(ProblemsOf(ClassWeights, Network is null ? null : NetworkOutputs.Of(Network)));
}
