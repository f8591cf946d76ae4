namespace MlNetDeep;

/// <summary>
/// A file or folder cannot be read or written, and its content is not to blame: no such folder, no permission, a read-only
/// file system, no space left. The message says which, and what to set or to change.
/// </summary>
public sealed class StorageException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="message">What is wrong with it, and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public StorageException(string path, string message, Exception? innerException = null)
        : base(message, innerException) => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }
}
