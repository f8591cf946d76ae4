namespace MlNetDeep;

/// <summary>A checkpoint file is truncated, altered, or belongs to another network or other options.</summary>
public sealed class CheckpointException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">Path of the checkpoint file.</param>
    /// <param name="message">What was wrong, expected and found, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public CheckpointException(string path, string message, Exception? innerException = null)
        : base($"Checkpoint '{path}': {message}", innerException) => Path = path;

    /// <summary>Path of the checkpoint file.</summary>
    public string Path { get; }
}
