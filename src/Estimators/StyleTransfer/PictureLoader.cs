using System.Buffers;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Reads pictures in the size that is wanted, in their own proportions.</summary>
/// <param name="size">The length of the side in pixels.</param>
/// <param name="side">The side that gets it.</param>
/// <param name="maxPixels">The largest width times height of a file, checked before decoding.</param>
internal sealed class PictureLoader(int size, StyleSide side, long maxPixels)
{
    /// <summary>The smallest size that can be asked for.</summary>
    public const int MinSide = 8;

    /// <summary>The longest side that a picture may get.</summary>
    public const int MaxSide = 4096;

    /// <summary>A decoded picture in another size.</summary>
    public static Picture Resize(MLImage image, int width, int height)
    {
        ImagePreparer preparer = Preparer(width, height, (long)width * height);
        byte[] pixels = new byte[preparer.Size];
        preparer.PrepareImage(image, pixels);
        return new Picture(pixels, width, height);
    }

    /// <summary>The picture in a file.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ImageFileException">It cannot be decoded, or does not fit the size.</exception>
    public Picture Load(ReadOnlySpan<byte> file, string name)
    {
        ImageHeader header = ImageCheck.Require(file, name, maxPixels);
        (int width, int height) = ((int)header.Width, (int)header.Height);
        (width, height) = ImageTurn.SwapsSides(header.Orientation) ? Fit(height, width, name) : Fit(width, height, name);
        ImagePreparer preparer = Preparer(width, height, maxPixels);
        byte[] pixels = new byte[preparer.Size];
        preparer.PrepareBytes(file, name, pixels);
        return new Picture(pixels, width, height);
    }

    /// <summary>A decoded picture.</summary>
    /// <exception cref="ImageFileException">It does not fit the size.</exception>
    public Picture Load(MLImage image, string name)
    {
        (int width, int height) = Fit(image.Width, image.Height, name);
        return Resize(image, width, height);
    }

    private (int Width, int Height) Fit(int width, int height, string name)
    {
        double scale = (double)size / (side == StyleSide.Short ? Math.Min(width, height) : Math.Max(width, height));
        int newWidth = (int)Math.Max(1, Math.Round(width * scale)), newHeight = (int)Math.Max(1, Math.Round(height * scale));
        return newWidth <= MaxSide && newHeight <= MaxSide
            ? (newWidth, newHeight)
            : throw new ImageFileException(name,
                $"{name} has {width:N0} x {height:N0} pixels; with {size} for its {side.ToString().ToLowerInvariant()} side it would be "
                + $"{newWidth:N0} x {newHeight:N0}, and neither side may have more than {MaxSide:N0}. Cut it, or give Side = StyleSide.Long.");
    }

    private static ImagePreparer Preparer(int width, int height, long maxPixels) => new(new PrepareImagesOptions
    {
        Preprocessing = new ImagePreprocessing { Width = width, Height = height, Channels = 3, Fit = ImageFit.Stretch },
        AsBytes = true,
        MaxPixels = maxPixels,
    });
}
