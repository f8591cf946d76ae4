using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>A picture whose style is wanted: a file or an <see cref="MLImage"/>, both of which convert to it by themselves.</summary>
public sealed class StylePicture
{
    private readonly Func<byte[]> _read;

    private StylePicture(string name, double share, Func<byte[]> read)
    {
        Name = name;
        Share = share;
        _read = read;
    }

    /// <summary>Where the picture comes from, for messages.</summary>
    public string Name { get; }

    /// <summary>Its share among the style pictures, above 0; shares are divided by their sum.</summary>
    public double Share { get; }

    /// <summary>A file.</summary>
    /// <param name="path">The file.</param>
    public static implicit operator StylePicture(string path) => FromFile(path);

    /// <summary>A decoded picture.</summary>
    /// <param name="image">The picture.</param>
    public static implicit operator StylePicture(MLImage image) => FromImage(image);

    /// <summary>A file: JPEG, PNG, GIF, BMP, WebP or TIFF.</summary>
    /// <param name="path">The file. It is read when an estimator is made.</param>
    /// <param name="share">Its share among the style pictures.</param>
    /// <returns>The style picture.</returns>
    public static StylePicture FromFile(string path, double share = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new StylePicture(path, share, () => ImagePreparer.ReadFile(path));
    }

    /// <summary>A decoded picture. Its pixels are copied at once.</summary>
    /// <param name="image">The picture; what is transparent counts as white.</param>
    /// <param name="share">Its share among the style pictures.</param>
    /// <returns>The style picture.</returns>
    public static StylePicture FromImage(MLImage image, double share = 1)
    {
        ArgumentNullException.ThrowIfNull(image);
        byte[] png = Picture.Of(image).ToPng();
        return new StylePicture(image.Tag is { Length: > 0 } tag ? tag : "the style image", share, () => png);
    }

    /// <summary>A picture that is already in memory as the bytes of a file.</summary>
    internal static StylePicture FromBytes(string name, double share, byte[] file) => new(name, share, () => file);

    /// <summary>The bytes of an image file.</summary>
    /// <exception cref="ImageFileException">The file cannot be read.</exception>
    internal byte[] Read() => _read();
}
