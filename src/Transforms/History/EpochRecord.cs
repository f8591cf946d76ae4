namespace MlNetDeep;

/// <summary>What one epoch of training came to.</summary>
/// <param name="Epoch">The epoch, counting from 1.</param>
/// <param name="Loss">Mean training loss over the epoch.</param>
/// <param name="Metric">Training metric over the epoch, which <see cref="TrainingHistory.MetricName"/> names, if there is one.</param>
/// <param name="ValidationLoss">Loss on the validation set, if there is one.</param>
/// <param name="ValidationMetric">Metric on the validation set, if there is one.</param>
/// <param name="LearningRate">Learning rate at the end of the epoch.</param>
/// <param name="Duration">Time that the epoch took, validation included.</param>
public sealed record EpochRecord(
    int Epoch,
    double Loss,
    double? Metric,
    double? ValidationLoss,
    double? ValidationMetric,
    double LearningRate,
    TimeSpan Duration)
{
    /// <summary>What else the trainer measured, the mean over the epoch by name; null when it measures nothing more.</summary>
    public IReadOnlyDictionary<string, double>? Measures { get; init; }

    /// <summary>The same on the validation set; null when there is none, or nothing more is measured.</summary>
    public IReadOnlyDictionary<string, double>? ValidationMeasures { get; init; }
}
