namespace MlNetDeep;

/// <summary>A threshold that rows chose, and what it comes to on them.</summary>
/// <param name="Threshold">Above this probability yes is predicted.</param>
/// <param name="Precision">Share of the predicted yes that is right.</param>
/// <param name="Recall">Share of the true yes that is found.</param>
/// <param name="F1">The harmonic mean of precision and recall.</param>
public sealed record ThresholdChoice(double Threshold, double Precision, double Recall, double F1);
