using System.Buffers;
using NetVips;

namespace MlNetDeep;

/// <summary>
/// Decodes with libvips: JPEG files are shrunk while they are decoded, and the rows are resized as they come. Pictures that
/// are stored row after row are never in memory as a whole.
/// </summary>
internal static class VipsDecoder
{
    /// <summary>Decodes the kept part of a file; three bytes a pixel, red first.</summary>
    /// <exception cref="ImageDecodingException">The file is damaged, or of a kind that libvips does not know.</exception>
    /// <exception cref="DeepLearningException">libvips is missing.</exception>
    public static void Decode(ReadOnlySpan<byte> file, in ImageHeader header, in ImagePlan plan, Span<byte> rgb)
    {
        Libvips.Require();
        try
        {
            using Source source = Open(file, header);
            using Image image = VipsColors.Convert(Load(source, header, Shrink(header, plan)));
            Resize(image, plan, rgb);
        }
        catch (VipsException error)
        {
            // libvips' own words stay inside: they are several lines, and those of threads that fail together are mixed.
            throw new ImageDecodingException("its data are damaged or of an unusual kind", error);
        }
    }

    // In the calling thread, a few rows at a time: rendering as a whole would hand every piece to threads of libvips' own,
    // which costs more than it gains where many images are decoded side by side.
    private static void Resize(Image image, in ImagePlan plan, Span<byte> rgb)
    {
        (int width, int height) = (image.Width, image.Height);
        using var resampler = new Resampler(3, width, height, blueFirst: false, plan);
        using Region region = Region.New(image);
        int rows = ImageDecoder.RowsAtATime(width);
        // To the last row, needed or not: that the file is damaged may show only there.
        for (int y = 0; y < height; y += rows)
            resampler.Add(region.Fetch(0, y, width, Math.Min(rows, height - y)), rgb);
    }

    // Of a GIF file only the first picture, with an end: libvips would read through all the others before it begins.
    private static Source Open(ReadOnlySpan<byte> file, in ImageHeader header)
    {
        if (header.Format != ImageFileFormat.Gif)
            return Source.NewFromMemory(file);
        int length = GifHeader.EndOfFirstPicture(file);
        byte[] first = ArrayPool<byte>.Shared.Rent(length + 1);
        try
        {
            file[..length].CopyTo(first);
            first[length] = GifHeader.Trailer;
            return Source.NewFromMemory(first.AsSpan(0, length + 1));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(first);
        }
    }

    // The loader is named, never guessed: only these five of libvips' many ever see a file. Half a picture is an error; only
    // of JPEG, whose decoder warns about much that does no harm, what is damaged in the middle may pass.
    private static Image Load(Source source, in ImageHeader header, int shrink)
    {
        const Enums.Access Rows = Enums.Access.Sequential;
        const Enums.FailOn Errors = Enums.FailOn.Error;
        Image image = header.Format switch
        {
            ImageFileFormat.Jpeg => Image.JpegloadSource(source, shrink: shrink, access: Rows, failOn: Errors),
            ImageFileFormat.Png => Image.PngloadSource(source, access: Rows, failOn: Errors),
            ImageFileFormat.Gif => Image.GifloadSource(source, access: Rows, failOn: Enums.FailOn.Warning),
            ImageFileFormat.WebP => Image.WebploadSource(source, access: Rows, failOn: Errors),
            ImageFileFormat.Tiff => Image.TiffloadSource(source, access: Rows, failOn: Errors),
            _ => throw new ArgumentOutOfRangeException(nameof(header), header.Format, "libvips does not decode it"),
        };
        if (shrink > 1 || (image.Width == header.Width && image.Height == header.Height))
            return image;
        using (image)
            throw new ImageDecodingException($"its header says {header.Width} x {header.Height} pixels, its data {image.Width} x {image.Height}");
    }

    // Leaves at least a factor of four to the filter: with less the result is further from the filter's own than a level
    // or two, and what is left to gain is little.
    private static int Shrink(in ImageHeader header, in ImagePlan plan)
    {
        if (header.Format != ImageFileFormat.Jpeg)
            return 1;
        double factor = Math.Min((double)header.Width / plan.ResizedWidth, (double)header.Height / plan.ResizedHeight);
        return factor >= 16 ? 4 : factor >= 8 ? 2 : 1;
    }
}
