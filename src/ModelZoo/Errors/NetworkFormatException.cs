using System.Diagnostics.CodeAnalysis;

namespace MlNetDeep;

/// <summary>
/// An ONNX file, stream or byte array does not hold a network that this library can use: truncated, altered,
/// inconsistent, or written with features that are not supported. The message names the source and, where one is to
/// blame, the node or tensor.
/// </summary>
public sealed class NetworkFormatException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with the network.</param>
    /// <param name="innerException">The exception that led to this one, if any.</param>
    public NetworkFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with the place of the fault.</summary>
    /// <param name="message">What is wrong with the network, without the name of its source.</param>
    /// <param name="source">The path of the file, or a word for where the bytes came from.</param>
    /// <param name="innerException">The exception that led to this one, if any.</param>
    public NetworkFormatException(string message, string source, Exception? innerException = null)
        : base($"{source}: {message}", innerException)
    {
        NetworkSource = source;
    }

    /// <summary>The path of the file, or a word for where the bytes came from; null when unknown.</summary>
    public string? NetworkSource { get; }

    [DoesNotReturn]
    internal static void Throw(string message) => throw new NetworkFormatException(message);
}
