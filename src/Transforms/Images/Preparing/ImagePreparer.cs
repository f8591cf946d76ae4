using System.Buffers;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Turns one image into the pixels of a network's input. Safe from many threads.</summary>
internal sealed class ImagePreparer
{
    private readonly PrepareImagesOptions _options;
    private readonly ImagePreprocessing _preprocessing;
    private readonly PixelPacker _packer;
    private readonly PixelScaling _scaling;

    public ImagePreparer(PrepareImagesOptions options)
    {
        _options = options;
        _preprocessing = options.Preprocessing!;
        _packer = new PixelPacker(_preprocessing);
        (Width, Height) = (_preprocessing.Width, _preprocessing.Height);
        Channels = PixelPacker.Channels(_preprocessing);
        _scaling = PixelScaling.Of(_preprocessing, Channels, "the prepared images");
    }

    public int Width { get; }

    public int Height { get; }

    public int Channels { get; }

    /// <summary>How the values lie.</summary>
    public PixelLayout Layout => _preprocessing.Layout ?? PixelLayout.Planar;

    /// <summary>The number of values of a prepared image.</summary>
    public int Size => Width * Height * Channels;

    /// <summary>Turns prepared pixels into the network's input.</summary>
    public void Scale(ReadOnlySpan<byte> values, Span<float> input) => _scaling.Scale(values, Layout, input);

    /// <summary>Reads and prepares a file.</summary>
    /// <exception cref="ImageFileException">The file cannot be used.</exception>
    public void PrepareFile(string path, Span<byte> values)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new ImageFileException("", $"A row of column '{_options.InputColumnName}' has no path.");
        string file = _options.ImageFolder is { } folder ? Path.Combine(folder, path) : path;
        byte[] bytes = ReadFile(file, out int length);
        try
        {
            PrepareBytes(bytes.AsSpan(0, length), file, values);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Prepares the bytes of a file.</summary>
    /// <exception cref="ImageFileException">The bytes cannot be used.</exception>
    public void PrepareBytes(ReadOnlySpan<byte> file, string name, Span<byte> values)
    {
        ImageHeader header = ImageCheck.Require(file, name, _options.MaxPixels);
        ImagePlan plan = Plan((int)header.Width, (int)header.Height, header.Orientation);
        int kept = plan.Width * plan.Height * 3;
        byte[] rgb = ArrayPool<byte>.Shared.Rent(kept);
        try
        {
            Decode(file, name, header, plan, rgb.AsSpan(0, kept));
            Finish(rgb.AsSpan(0, kept), plan, header.Orientation, values);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgb);
        }
    }

    /// <summary>Prepares a decoded image, which is taken to be upright.</summary>
    public void PrepareImage(MLImage image, Span<byte> values)
    {
        ImagePlan plan = Plan(image.Width, image.Height, 1);
        int kept = plan.Width * plan.Height * 3;
        byte[] rgb = ArrayPool<byte>.Shared.Rent(kept);
        try
        {
            using (var resampler = new Resampler(4, image.Width, image.Height, image.PixelFormat == MLPixelFormat.Bgra32, plan))
                resampler.Add(image.Pixels, rgb.AsSpan(0, kept));
            Finish(rgb.AsSpan(0, kept), plan, 1, values);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgb);
        }
    }

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="ImageFileException">It cannot be read.</exception>
    internal static byte[] ReadFile(string path)
    {
        byte[] rented = ReadFile(path, out int length);
        byte[] bytes = rented.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(rented);
        return bytes;
    }

    /// <summary>The bytes of a file, in an array of the shared pool.</summary>
    /// <exception cref="ImageFileException">It cannot be read.</exception>
    internal static byte[] ReadFile(string path, out int length)
    {
        try
        {
            using var handle = StorageFault.OpenHandle(path);
            long size = RandomAccess.GetLength(handle);
            if (size > ImageCheck.MaxFileLength)
                throw new ImageFileException(path, $"{path} has {size:N0} bytes; image files of up to {ImageCheck.MaxFileLength:N0} are read.");
            byte[] bytes = ArrayPool<byte>.Shared.Rent((int)Math.Max(1, size));
            length = 0;
            for (int read; length < size && (read = RandomAccess.Read(handle, bytes.AsSpan(length, (int)size - length), length)) > 0;)
                length += read;
            return bytes;
        }
        catch (StorageException error)
        {
            throw new ImageFileException(path, error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ImageFileException(path, StorageFault.Of(path, "read", error, null).Message, error);
        }
    }

    private ImagePlan Plan(int width, int height, int orientation) => ImageTurn.SwapsSides(orientation)
        ? ImagePlan.For(width, height, Height, Width, _preprocessing.Fit, _preprocessing.ShortSide, orientation)
        : ImagePlan.For(width, height, Width, Height, _preprocessing.Fit, _preprocessing.ShortSide, orientation);

    private void Decode(ReadOnlySpan<byte> file, string name, in ImageHeader header, in ImagePlan plan, Span<byte> rgb)
    {
        try
        {
            ImageDecoder.Decode(file, header, plan, rgb);
        }
        catch (ImageDecodingException error)
        {
            throw new ImageFileException(name,
                $"{name} cannot be decoded as {header.Format}: {error.Message}. Save it again with another program or leave it out.",
                error);
        }
    }

    private void Finish(ReadOnlySpan<byte> rgb, in ImagePlan plan, int orientation, Span<byte> values)
    {
        if (plan.FillsFrame && orientation == 1)
        {
            _packer.Pack(rgb, values);
            return;
        }

        int size = Width * Height * 3;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size * 2);
        try
        {
            Span<byte> framed = buffer.AsSpan(0, size);
            if (plan.FillsFrame)
                rgb.CopyTo(framed);
            else
                Frame(rgb, plan, framed);
            if (orientation == 1)
            {
                _packer.Pack(framed, values);
                return;
            }

            Span<byte> upright = buffer.AsSpan(size, size);
            ImageTurn.Apply(framed, Width, Height, orientation, upright);
            _packer.Pack(upright, values);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Frame(ReadOnlySpan<byte> rgb, in ImagePlan plan, Span<byte> framed)
    {
        framed.Fill(_preprocessing.PadLevel);
        for (int y = 0; y < plan.Height; y++)
        {
            int to = (((plan.OffsetY + y) * plan.FrameWidth) + plan.OffsetX) * 3;
            rgb.Slice(y * plan.Width * 3, plan.Width * 3).CopyTo(framed[to..]);
        }
    }
}
