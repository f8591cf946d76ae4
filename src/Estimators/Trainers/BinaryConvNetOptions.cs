namespace MlNetDeep.Estimators;

/// <summary>Options of <see cref="BinaryConvNetEstimator"/>.</summary>
public sealed record BinaryConvNetOptions : TrainerOptions
{
    /// <summary>The output column of probabilities. The default value is <c>Probability</c>.</summary>
    public string ProbabilityColumnName { get; init; } = "Probability";

    /// <summary>The output column of decisions, Boolean. The default value is <c>PredictedLabel</c>.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>Moves labels from 0 and 1 to s/2 and 1 - s/2, at least 0 and below 1. The default value is 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Weight of the positive examples' loss, above 0. The default value is 1.</summary>
    public double PositiveWeight { get; init; } = 1;
}
