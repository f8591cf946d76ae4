using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>Decodes with ML.NET's <see cref="MLImage"/>, whatever stands behind it, and resizes in managed code.</summary>
internal static class PortableDecoder
{
    /// <summary>Decodes the kept part of a file; three bytes a pixel, red first.</summary>
    /// <exception cref="ArgumentException">The file is damaged, or of a kind that ML.NET does not know.</exception>
    public static void Decode(ReadOnlySpan<byte> file, in ImageHeader header, in ImagePlan plan, Span<byte> rgb)
    {
        using var stream = new MemoryStream(file.ToArray(), writable: false);
        using MLImage image = MLImage.CreateFromStream(stream);
        if (image.Width != header.Width || image.Height != header.Height)
        {
            throw new ArgumentException(
                $"its header says {header.Width} x {header.Height} pixels, its data {image.Width} x {image.Height}");
        }

        Resize(image, plan, rgb);
    }

    /// <summary>Resizes the kept part of a decoded image.</summary>
    public static void Resize(MLImage image, in ImagePlan plan, Span<byte> rgb)
    {
        using var resampler = new Resampler(4, image.Width, image.Height, image.PixelFormat == MLPixelFormat.Bgra32, plan);
        resampler.Add(image.Pixels, rgb);
    }
}
