namespace MlNetDeep;

/// <summary>
/// A file of the weight catalogue is neither in the folder nor could it be downloaded, or it is not the file that it
/// should be. The message says where to get it and where to put it by hand.
/// </summary>
public sealed class DownloadException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The exception that led to this one, if any.</param>
    public DownloadException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
