namespace MlNetDeep;

/// <summary>Checks an image file before anything decodes it.</summary>
internal static class ImageCheck
{
    /// <summary>Files above this many bytes are not read.</summary>
    public const long MaxFileLength = 1L << 29;

    /// <summary>The largest limit on pixels: four bytes of each fit in one block of memory.</summary>
    public const long MostPixels = int.MaxValue / 4;

    /// <summary>The largest width and height.</summary>
    public const long MaxSide = 1_000_000;

    /// <summary>The header of a file that may be decoded.</summary>
    /// <param name="file">The bytes of the file, or its first ones.</param>
    /// <param name="name">The path, for messages.</param>
    /// <param name="maxPixels">The largest width times height.</param>
    /// <param name="isWhole">False when <paramref name="file"/> holds only the first bytes.</param>
    /// <exception cref="ImageFileException">It is empty, not an image, too large or cut off.</exception>
    public static ImageHeader Require(ReadOnlySpan<byte> file, string name, long maxPixels, bool isWhole = true)
    {
        if (file.IsEmpty)
            throw new ImageFileException(name, $"{name} is empty (0 bytes); expected an image file. Copy it again or leave it out.");
        if (ImageHeader.Read(file) is not { } header)
        {
            string start = Convert.ToHexString(file[..Math.Min(8, file.Length)]);
            throw new ImageFileException(name,
                $"{name} is not an image: it starts with the bytes {start}; expected JPEG, PNG, GIF, BMP, WebP or TIFF. "
                + "Convert it or leave it out.");
        }

        if (header.Problem is { } problem)
            throw new ImageFileException(name, $"{name} {problem}");
        if (isWhole && !header.IsComplete)
        {
            throw new ImageFileException(name,
                $"{name} is truncated: its {header.Format} data has no end after {file.Length:N0} bytes. Copy it again or leave it out.");
        }

        if (header.Width == 0 || header.Height == 0)
        {
            if (!isWhole)
                return header;
            throw new ImageFileException(name, $"{name} is damaged: its {header.Format} header gives no width and height.");
        }

        if (header.Width > MaxSide || header.Height > MaxSide)
        {
            throw new ImageFileException(name,
                $"{name} has {header.Width:N0} x {header.Height:N0} pixels; neither side may have more than {MaxSide:N0}.");
        }

        if (header.Width > maxPixels / header.Height)
        {
            throw new ImageFileException(name,
                $"{name} has {header.Width:N0} x {header.Height:N0} pixels; the limit is {maxPixels:N0} in all. Shrink it, or "
                + $"raise {nameof(PrepareImagesOptions.MaxPixels)} if the file can be trusted.");
        }

        return header;
    }
}
