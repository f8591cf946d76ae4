namespace MlNetDeep;

/// <summary>The base of every exception that this library throws on purpose about networks, data and options.</summary>
public class DeepLearningException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was wrong, where, what was expected, what was found and what to do.</param>
    public DeepLearningException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What was wrong, where, what was expected, what was found and what to do.</param>
    /// <param name="innerException">The exception that led to this one.</param>
    public DeepLearningException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
