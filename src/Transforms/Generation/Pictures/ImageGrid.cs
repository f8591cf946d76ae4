namespace MlNetDeep;

/// <summary>Draws images of one size as one picture, row after row of a grid.</summary>
internal sealed class ImageGrid
{
    /// <summary>The most bytes that a picture may have.</summary>
    public const int MaxSize = 1 << 28;

    private const int Gap = 2;
    private const byte Paper = 255;

    private readonly int _columns;
    private readonly int _width;
    private readonly byte[] _picture;

    /// <summary>Starts an empty picture.</summary>
    /// <param name="count">How many images there will be.</param>
    /// <param name="columns">Images in a row of the grid; 0 for as many as make it square.</param>
    /// <param name="shape">The shape of an image.</param>
    /// <exception cref="DeepLearningException">There are no images, or more than a picture can hold.</exception>
    public ImageGrid(int count, int columns, GeneratedShape shape)
    {
        if (count < 1)
            throw new DeepLearningException("There are no images to draw.");
        _columns = columns > 0 ? Math.Min(columns, count) : (int)Math.Ceiling(Math.Sqrt(count));
        Shape = shape;
        long rows = (count + _columns - 1) / _columns;
        long width = (long)_columns * (shape.Width + Gap) + Gap, height = rows * (shape.Height + Gap) + Gap;
        if (!Fits(width, height, shape.Channels))
            throw TooLarge(count, shape);
        (_width, Height) = ((int)width, (int)height);
        _picture = new byte[_width * Height * shape.Channels];
        _picture.AsSpan().Fill(Paper);
    }

    /// <summary>The shape of an image.</summary>
    public GeneratedShape Shape { get; }

    private int Height { get; }

    /// <summary>Writes a picture of images as a network gives them, completely or not at all.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="values">The images, [count, C, H, W].</param>
    /// <param name="count">How many.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="height">Rows of pixels.</param>
    /// <param name="width">Columns of pixels.</param>
    /// <param name="preprocessing">What would have made the values of pixels.</param>
    /// <param name="columns">Images in a row of the grid; 0 for as many as make it square.</param>
    public static void Write(
        string path, ReadOnlySpan<float> values, int count, int channels, int height, int width,
        ImagePreprocessing preprocessing, int columns)
    {
        var grid = new ImageGrid(count, columns, new GeneratedShape(channels, height, width));
        PixelRestoring pixels = PixelRestoring.Of(preprocessing, channels, "the images");
        var image = new byte[grid.Shape.Size];
        for (int i = 0; i < count; i++)
        {
            pixels.WriteRgb(values.Slice(i * image.Length, image.Length), image);
            grid.Draw(i, image);
        }

        grid.Save(path);
    }

    /// <summary>Whether so many images fit one picture, whatever the columns.</summary>
    public static bool Fits(long count, GeneratedShape shape) =>
        count <= MaxSize / shape.Channels / (shape.Height + (long)Gap) / (shape.Width + (long)Gap);

    /// <summary>The error of too many images.</summary>
    public static DeepLearningException TooLarge(long count, GeneratedShape shape) => new(
        $"A picture of {count} images of {shape.Width} x {shape.Height} pixels would have more than {MaxSize} bytes. Draw fewer "
        + "rows, with mlContext.Data.TakeRows for example.");

    /// <summary>Draws an image in its place.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="pixels">Row by row, channels interleaved.</param>
    public void Draw(int index, ReadOnlySpan<byte> pixels)
    {
        (int row, int column) = Math.DivRem(index, _columns);
        int left = Gap + (column * (Shape.Width + Gap)), top = Gap + (row * (Shape.Height + Gap));
        int line = Shape.Width * Shape.Channels;
        for (int y = 0; y < Shape.Height; y++)
            pixels.Slice(y * line, line).CopyTo(_picture.AsSpan((((top + y) * _width) + left) * Shape.Channels));
    }

    /// <summary>Writes the picture, completely or not at all.</summary>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] png = PngWriter.Encode(_picture, _width, Height, Shape.Channels);
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    private static bool Fits(long width, long height, int channels) => width <= MaxSize / channels / height;
}
