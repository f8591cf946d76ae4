using System.Diagnostics.CodeAnalysis;

namespace MlNetDeep;

/// <summary>
/// A file of weights cannot be used: truncated, altered, of an unknown format, made to do harm, or with weights that are
/// no finite numbers. The message names the file and, where one is to blame, the tensor.
/// </summary>
public sealed class WeightFileException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, without the name of the file.</param>
    /// <param name="path">The path of the file; null when unknown.</param>
    /// <param name="innerException">The exception that led to this one, if any.</param>
    public WeightFileException(string message, string? path = null, Exception? innerException = null)
        : base(path is null ? message : $"{path}: {message}", innerException)
    {
        Path = path;
        Problem = message;
    }

    /// <summary>The path of the file; null when unknown.</summary>
    public string? Path { get; }

    /// <summary>What is wrong, without the name of the file.</summary>
    internal string Problem { get; }

    [DoesNotReturn]
    internal static void Throw(string message) => throw new WeightFileException(message);
}
