namespace MlNetDeep.Estimators;

/// <summary>What trainers of classes, of yes and no among them, have in common.</summary>
/// <param name="PredictedLabel">The output column of decisions.</param>
/// <param name="Probability">The output column of probabilities; yes and no only.</param>
/// <param name="Smoothing">Share of the target that is spread evenly over all classes.</param>
/// <param name="Weights">A weight per class, or null.</param>
internal sealed record ClassOptions(string PredictedLabel, string Probability, double Smoothing, IReadOnlyList<float>? Weights)
{
    public static ClassOptions None { get; } = new("PredictedLabel", "Probability", 0, null);

    public bool ChangesLoss => Smoothing > 0 || Weights is not null;
}
