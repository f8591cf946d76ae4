namespace MlNetDeep;

/// <summary>
/// A training run cannot go on: unusable data, a loss that is not a number, a device that is missing or out of memory.
/// </summary>
/// <remarks>The message says what was wrong and where, what was expected, what was found and what to do.</remarks>
public sealed class TrainingException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, where, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public TrainingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The 1-based step (batch number since the start of the run) at which it happened; null when not in a step.</summary>
    public long? Step { get; init; }

    /// <summary>The learning rate of that step; null when not in a step.</summary>
    public double? LearningRate { get; init; }
}
