namespace Microsoft.ML.Data;

/// <summary>A picture of four bytes a pixel, colors premultiplied with alpha.</summary>
public sealed class MLImage : IDisposable
{
    private readonly int _width;
    private readonly int _height;
    private readonly MLPixelFormat _format;
    private PixelMemory _pixels;
    private string _tag;

    private MLImage(PixelMemory pixels, int width, int height, MLPixelFormat format)
    {
        _pixels = pixels;
        _width = width;
        _height = height;
        _format = format;
    }

    public MLPixelFormat PixelFormat => Live(_format);

    public int Width => Live(_width);

    public int Height => Live(_height);

    public int BitsPerPixel => Live(32);

    public ReadOnlySpan<byte> Pixels => Memory.Bytes;

    public byte[] GetBGRPixels
    {
        get
        {
            ReadOnlySpan<byte> pixels = Pixels;
            int blue = _format == MLPixelFormat.Bgra32 ? 0 : 2;
            byte[] result = new byte[pixels.Length / 4 * 3];
            for (int from = 0, to = 0; from < pixels.Length; from += 4, to += 3)
            {
                byte alpha = pixels[from + 3];
                result[to] = ImageFile.Unpremultiply(pixels[from + blue], alpha);
                result[to + 1] = ImageFile.Unpremultiply(pixels[from + 1], alpha);
                result[to + 2] = ImageFile.Unpremultiply(pixels[from + 2 - blue], alpha);
            }

            return result;
        }
    }

    public string Tag
    {
        get => Live(_tag);
        set
        {
            _ = Memory;
            _tag = value;
        }
    }

    private PixelMemory Memory => _pixels ?? throw new InvalidOperationException("Object is disposed.");

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        using var copy = new MemoryStream();
        imageStream.CopyTo(copy);
        return Decode(copy.ToArray()) ?? throw new ArgumentException("Invalid input stream contents", nameof(imageStream));
    }

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        MLImage image = File.Exists(imagePath) ? Decode(File.ReadAllBytes(imagePath)) : null;
        return image ?? throw new ArgumentException("Invalid path", nameof(imagePath));
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException("Unsupported pixel format", nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentException("Invalid width value.", nameof(width));
        if (height <= 0)
            throw new ArgumentException("Invalid height value.", nameof(height));
        if (imagePixelData.Length != (long)width * height * 4)
            throw new ArgumentException($"Invalid {nameof(imagePixelData)} buffer size.");
        MLImage image = Create(width, height, pixelFormat);
        imagePixelData.CopyTo(image._pixels.Bytes);
        return image;
    }

    public void Save(string imagePath)
    {
        _ = Memory;
        string extension = Path.GetExtension(imagePath).ToLowerInvariant();
        switch (extension)
        {
            case ".png" or ".jpg" or ".jpeg" or ".webp":
                byte[] bytes = ImageFile.Encode(this, extension);
                using (var stream = new FileStream(imagePath, FileMode.Create, FileAccess.Write))
                    stream.Write(bytes);
                break;
            case ".bmp" or ".gif" or ".ico" or ".astc" or ".avif" or ".dng" or ".heif" or ".ktx" or ".pkm" or ".wbmp":
                throw new ArgumentException($"Saving image with the format '{extension}' is not supported. Use Jpeg, Png or Webp.", nameof(imagePath));
            default:
                throw new ArgumentException("Path has invalid image file extension.", nameof(imagePath));
        }
    }

    public void Dispose()
    {
        _pixels?.Dispose();
        _pixels = null;
    }

    /// <summary>A picture whose bytes are all 0.</summary>
    internal static MLImage Create(int width, int height, MLPixelFormat format) =>
        new(PixelMemory.Allocate(checked(width * height * 4)), width, height, format);

    internal MLImage ToGray()
    {
        MLImage result = Create(_width, _height, MLPixelFormat.Bgra32);
        ReadOnlySpan<byte> source = Pixels;
        Span<byte> target = result.Writable;
        int blue = _format == MLPixelFormat.Bgra32 ? 0 : 2;
        for (int i = 0; i < source.Length; i += 4)
        {
            float gray = (0.3f * source[i + 2 - blue]) + (0.59f * source[i + 1]) + (0.11f * source[i + blue]);
            target[i] = target[i + 1] = target[i + 2] = (byte)(gray + 0.5f);
            target[i + 3] = 255;
        }

        return result;
    }

    internal Span<byte> Writable => Memory.Bytes;

    private static MLImage Decode(byte[] file)
    {
        if (file.Length == 0)
            return null;
        PixelMemory pixels = ImageFile.DecodeOrNull(file, out int width, out int height);
        return pixels == null ? null : new MLImage(pixels, width, height, MLPixelFormat.Bgra32);
    }

    private T Live<T>(T value) => _pixels == null ? throw new InvalidOperationException("Object is disposed.") : value;
}
