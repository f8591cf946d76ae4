using System.Buffers;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>A picture as an exported pipeline takes it: upright, [H, W, 3] bytes, red first.</summary>
internal sealed record RawPicture(byte[] Pixels, int Width, int Height)
{
    /// <summary>Decodes a file.</summary>
    /// <exception cref="ImageFileException">It cannot be used.</exception>
    public static RawPicture OfFile(string path, long maxPixels)
    {
        byte[] file = ImagePreparer.ReadFile(path, out int length);
        try
        {
            return OfBytes(file.AsSpan(0, length), path, maxPixels);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(file);
        }
    }

    /// <summary>Decodes the bytes of a file.</summary>
    /// <exception cref="ImageFileException">They cannot be used.</exception>
    public static RawPicture OfBytes(ReadOnlySpan<byte> file, string name, long maxPixels)
    {
        ImageHeader header = ImageCheck.Require(file, name, maxPixels);
        (int width, int height) = ImageTurn.SwapsSides(header.Orientation) ? ((int)header.Height, (int)header.Width) : ((int)header.Width, (int)header.Height);
        ImagePreparer preparer = AsItIs(width, height);
        byte[] pixels = new byte[preparer.Size];
        preparer.PrepareBytes(file, name, pixels);
        return new RawPicture(pixels, width, height);
    }

    /// <summary>The pixels of an image, laid on white.</summary>
    public static RawPicture Of(MLImage image)
    {
        ImagePreparer preparer = AsItIs(image.Width, image.Height);
        byte[] pixels = new byte[preparer.Size];
        preparer.PrepareImage(image, pixels);
        return new RawPicture(pixels, image.Width, image.Height);
    }

    private static ImagePreparer AsItIs(int width, int height) => new(new PrepareImagesOptions
    {
        Preprocessing = new ImagePreprocessing { Width = width, Height = height, Fit = ImageFit.Stretch, Layout = PixelLayout.Interleaved },
        AsBytes = true,
    });
}
