using MlNetDeep.Transforms.Vips;

namespace MlNetDeep.Transforms;

/// <summary>
/// Decodes with libvips: JPEG files are shrunk while they are decoded. What is still large then streams through libvips'
/// own filter and is never in memory as a whole; the rest is resized as <see cref="PortableDecoder"/> does it.
/// </summary>
internal static unsafe class VipsDecoder
{
    // Above this many pixels memory counts more than the cost of setting up a pipeline.
    private const long MaxDecodedPixels = 4_000_000;

    public static bool CanDecode(ImageFileFormat format) => format != ImageFileFormat.Bmp && VipsLibrary.IsAvailable;

    /// <summary>Decodes the kept part of a file; three bytes a pixel, red first.</summary>
    /// <exception cref="VipsException">The file is damaged, or of a kind that this libvips does not know.</exception>
    public static void Decode(ReadOnlySpan<byte> file, in ImageHeader header, in ImagePlan plan, Span<byte> rgb)
    {
        fixed (byte* data = file)
        {
            using VipsImage image = Recipe(data, file.Length, header, plan);
            (int width, int height) = (image.Width, image.Height);
            byte* pixels = image.Render(out long size);
            try
            {
                if (size != (long)width * height * 3)
                    throw new VipsException($"libvips gave {size} bytes for {width} x {height} pixels");
                Resampler.Resize(new ReadOnlySpan<byte>(pixels, (int)size), 3, width, height, blueFirst: false, plan, rgb);
            }
            finally
            {
                VipsNative.Free(pixels);
            }
        }
    }

    private static VipsImage Recipe(byte* data, int length, ImageHeader header, ImagePlan plan)
    {
        VipsImage image = Load(data, length, header, Shrink(header, plan));
        if (!image.IsSRgbBytes)
            image = image.Then("colourspace", step => step.Set("space", "srgb"));
        if (!image.IsSRgbBytes)
            image = image.Then("cast", step => step.Set("format", "uchar"));
        if (image.HasAlpha)
            image = image.Then("flatten", step => step.Set("background", [255, 255, 255]));
        double across = (double)plan.ResizedWidth / image.Width, down = (double)plan.ResizedHeight / image.Height;
        if ((long)image.Width * image.Height <= MaxDecodedPixels || (across >= 1 && down >= 1))
            return image;
        return image.Then("resize", step =>
            step.Set("scale", Math.Min(1, across)).Set("vscale", Math.Min(1, down)).Set("kernel", "linear"));
    }

    private static VipsImage Load(byte* data, int length, ImageHeader header, int shrink)
    {
        string loader = header.Format switch
        {
            ImageFileFormat.Jpeg => "jpegload_buffer",
            ImageFileFormat.Png => "pngload_buffer",
            ImageFileFormat.Gif => "gifload_buffer",
            ImageFileFormat.WebP => "webpload_buffer",
            _ => "tiffload_buffer",
        };
        using var load = new VipsOperation(loader);
        load.SetPinned("buffer", data, length).Set("access", "sequential").Set("fail_on", "truncated");
        if (shrink > 1)
            load.Set("shrink", shrink);
        VipsImage image = load.RunToImage();
        if (shrink > 1 || (image.Width == header.Width && image.Height == header.Height))
            return image;
        using (image)
            throw new VipsException($"its header says {header.Width} x {header.Height} pixels, its data {image.Width} x {image.Height}");
    }

    // Leaves at least a factor of two to the filter, which would alias otherwise.
    private static int Shrink(ImageHeader header, ImagePlan plan)
    {
        if (header.Format != ImageFileFormat.Jpeg)
            return 1;
        double factor = Math.Min((double)header.Width / plan.ResizedWidth, (double)header.Height / plan.ResizedHeight);
        return factor >= 16 ? 8 : factor >= 8 ? 4 : factor >= 4 ? 2 : 1;
    }
}
