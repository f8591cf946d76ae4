namespace MlNetDeep;

/// <summary>
/// A saved model is truncated, altered, made to do harm, or none at all. A file that the environment does not let read or
/// write is a <see cref="StorageException"/>.
/// </summary>
public sealed class ModelFileException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="entry">The entry of the model file, or the path of the file.</param>
    /// <param name="message">What is wrong with it, and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public ModelFileException(string entry, string message, Exception? innerException = null)
        : base(message, innerException!) => Entry = entry;

    /// <summary>The entry of the model file, or the path of the file.</summary>
    public string Entry { get; }
}
