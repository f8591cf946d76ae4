using MlNetDeep.Transforms.Vips;

namespace MlNetDeep.Transforms;

/// <summary>
/// Decodes with libvips: JPEG files are shrunk while they are decoded, and the rest streams through a small window, so that
/// a large photo is never in memory as a whole.
/// </summary>
internal static unsafe class VipsDecoder
{
    public static bool CanDecode(ImageFileFormat format) => format != ImageFileFormat.Bmp && VipsLibrary.IsAvailable;

    /// <summary>Decodes the kept part of a file; three bytes a pixel, red first.</summary>
    /// <exception cref="VipsException">The file is damaged, or of a kind that this libvips does not know.</exception>
    public static void Decode(ReadOnlySpan<byte> file, in ImageHeader header, in ImagePlan plan, Span<byte> rgb)
    {
        fixed (byte* data = file)
        {
            using VipsImage image = Recipe(data, file.Length, header, plan);
            byte* pixels = image.Render(out long size);
            try
            {
                if (size != rgb.Length)
                    throw new VipsException($"libvips gave {size} bytes instead of {rgb.Length}");
                new ReadOnlySpan<byte>(pixels, rgb.Length).CopyTo(rgb);
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
        image = Resize(image, plan.ResizedWidth, plan.ResizedHeight);
        bool isWhole = image.Width == plan.Width && image.Height == plan.Height;
        return isWhole ? image : image.Then(
            "extract_area",
            step => step.Set("left", plan.CropX).Set("top", plan.CropY).Set("width", plan.Width).Set("height", plan.Height),
            "input");
    }

    private static VipsImage Resize(VipsImage image, int width, int height)
    {
        double across = (double)width / image.Width, down = (double)height / image.Height;
        if (across < 1 || down < 1)
        {
            image = image.Then("resize", step =>
                step.Set("scale", Math.Min(1, across)).Set("vscale", Math.Min(1, down)).Set("kernel", "linear"));
        }

        if (across <= 1 && down <= 1)
            return image;

        // Enlarging by "resize" is half a pixel off; pixels are areas whose middles must meet.
        return image.Then("affine", step => step
            .Set("matrix", [Math.Max(1, across), 0, 0, Math.Max(1, down)])
            .Set("idx", 0.5).Set("idy", 0.5).Set("odx", -0.5).Set("ody", -0.5)
            .Set("extend", "copy").Set("oarea", $"0 0 {width} {height}"));
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
