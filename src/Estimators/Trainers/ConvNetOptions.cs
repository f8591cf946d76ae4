namespace MlNetDeep.Estimators;

/// <summary>Options of <see cref="ConvNetEstimator"/>, the multiclass trainer.</summary>
public sealed record ConvNetOptions : TrainerOptions
{
    /// <summary>The output column of decisions, a key. The default value is <c>PredictedLabel</c>.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>Share of the target that is spread evenly over all classes, at least 0 and below 1. The default value is 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>A weight per class, at least 0, in the order of the label's keys. The default value is null: all count alike.</summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }
}
