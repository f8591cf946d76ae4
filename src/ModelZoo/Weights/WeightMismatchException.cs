namespace MlNetDeep;

/// <summary>The weights of a file do not belong to the network. <see cref="Report"/> lists what does not fit.</summary>
public sealed class WeightMismatchException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What does not fit, and what to do.</param>
    /// <param name="report">All tensors that do not fit.</param>
    public WeightMismatchException(string message, WeightReport report)
        : base(message)
    {
        ArgumentNullException.ThrowIfNull(report);
        Report = report;
    }

    /// <summary>All tensors that do not fit.</summary>
    public WeightReport Report { get; }
}
