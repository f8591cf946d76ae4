namespace MlNetDeep;

/// <summary>What an epoch, or a batch, came to.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Metric">The mean metric, if there is one.</param>
/// <param name="Measures">What else was measured, by name; null for nothing.</param>
internal readonly record struct EpochMeans(double Loss, double? Metric, IReadOnlyDictionary<string, double>? Measures = null);
