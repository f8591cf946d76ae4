namespace MlNetDeep;

/// <summary>What is wrong with a file's data, in words that end a sentence; callers add the file.</summary>
internal sealed class ImageDecodingException(string message, Exception? cause = null) : InvalidOperationException(message, cause);
