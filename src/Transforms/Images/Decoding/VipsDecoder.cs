using MlNetDeep.Transforms.Vips;

namespace MlNetDeep.Transforms;

/// <summary>
/// Decodes with libvips: JPEG files are shrunk while they are decoded, and the rows are resized as they come, by the same
/// filter as <see cref="PortableDecoder"/>'s. Pictures that are stored row after row are never in memory as a whole.
/// </summary>
internal static unsafe class VipsDecoder
{
    // What is decoded at a time: small enough to stay in the processor's cache, whole rows of JPEG's blocks of 16 x 16.
    private const int StripBytes = 1 << 16;
    private const int RowsOfBlock = 16;

    public static bool CanDecode(ImageFileFormat format) => format != ImageFileFormat.Bmp && VipsLibrary.IsAvailable;

    /// <summary>Decodes the kept part of a file; three bytes a pixel, red first.</summary>
    /// <exception cref="VipsException">The file is damaged, or of a kind that this libvips does not know.</exception>
    public static void Decode(ReadOnlySpan<byte> file, in ImageHeader header, in ImagePlan plan, Span<byte> rgb)
    {
        fixed (byte* data = file)
        {
            using VipsImage image = Recipe(data, file.Length, header, plan);
            (int width, int height) = (image.Width, image.Height);
            using var resampler = new Resampler(3, width, height, blueFirst: false, plan);
            using var reader = new VipsRowReader(image);
            int rows = Math.Max(1, StripBytes / (width * 3) / RowsOfBlock) * RowsOfBlock;
            // To the last row, needed or not: that the file is damaged may show only there.
            for (int y = 0; y < height; y += rows)
            {
                int count = Math.Min(rows, height - y);
                byte* pixels = reader.Read(y, count, out long size);
                try
                {
                    if (size != (long)width * count * 3)
                        throw new VipsException($"libvips gave {size} bytes for {width} x {count} pixels");
                    resampler.Add(new ReadOnlySpan<byte>(pixels, (int)size), rgb);
                }
                finally
                {
                    VipsNative.Free(pixels);
                }
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
        return image;
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
