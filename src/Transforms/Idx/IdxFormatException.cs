namespace MlNetDeep;

/// <summary>
/// An IDX file that is not what it says: wrong magic number, dimensions that do not fit, data missing or left over,
/// damaged gzip data. The message names the file, what was expected and what was found.
/// </summary>
public sealed class IdxFormatException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="file">The file, or the name that the caller gave to the stream.</param>
    /// <param name="problem">What is wrong with it: expected and found.</param>
    /// <param name="innerException">The error below, if any.</param>
    public IdxFormatException(string file, string problem, Exception? innerException = null)
        : base($"IDX file '{file}': {problem}", innerException)
    {
        File = file;
    }

    /// <summary>The file, or the name that the caller gave to the stream.</summary>
    public string File { get; }
}
