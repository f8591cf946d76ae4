namespace MlNetDeep;

/// <summary>The one way from the bytes of a checked image file to pixels.</summary>
internal static class ImageDecoder
{
    // What is decoded at a time: small enough to stay in the processor's cache.
    private const int StripBytes = 1 << 16;

    /// <summary>Decodes the kept part of a file and resizes it; three bytes a pixel, red first.</summary>
    /// <param name="file">The whole file, checked by <see cref="ImageCheck"/>.</param>
    /// <param name="header">Its header.</param>
    /// <param name="plan">The size of the whole and the part to keep.</param>
    /// <param name="rgb">The kept part.</param>
    /// <exception cref="ImageDecodingException">The file is damaged, or of a kind that is not decoded.</exception>
    /// <exception cref="DeepLearningException">libvips is missing.</exception>
    public static void Decode(ReadOnlySpan<byte> file, in ImageHeader header, in ImagePlan plan, Span<byte> rgb)
    {
        if (header.Format == ImageFileFormat.Bmp)
            BmpDecoder.Decode(file, plan, rgb);
        else
            VipsDecoder.Decode(file, header, plan, rgb);
    }

    /// <summary>How many rows of three bytes a pixel are decoded at a time.</summary>
    public static int RowsAtATime(int width) => Math.Max(1, StripBytes / (width * 3));
}
