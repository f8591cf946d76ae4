namespace MlNetDeep;

/// <summary>An image cannot be used: it is not an image, is damaged, too large, or cannot be read.</summary>
public sealed class ImageFileException : DeepLearningException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="image">The path of the file, or words for an image that came without one.</param>
    /// <param name="message">What is wrong with it, and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public ImageFileException(string image, string message, Exception? innerException = null)
        : base(message, innerException!) => Image = image;

    /// <summary>The path of the file, or words for an image that came without one.</summary>
    public string Image { get; }
}
