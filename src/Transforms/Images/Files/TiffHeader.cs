namespace MlNetDeep;

/// <summary>Reads what the first page of a TIFF file is, and whether its pixels are all there.</summary>
internal static class TiffHeader
{
    private const int Width = 256;
    private const int Height = 257;
    private const int Bits = 258;
    private const int Compression = 259;
    private const int StripOffsets = 273;
    private const int Samples = 277;
    private const int StripLengths = 279;
    private const int TileWidth = 322;
    private const int TileHeight = 323;
    private const int TileOffsets = 324;
    private const int TileLengths = 325;
    private const int SampleFormat = 339;

    private const int Uncompressed = 1;
    private const int Unsigned = 1;
    private const int MaxPages = 1000;
    private const int MaxSamples = 5;
    private const int MaxTilePixels = 1 << 24;

    // None, the fax codes, LZW, JPEG, deflate (by its two numbers) and PackBits.
    private static readonly long[] _compressions = [Uncompressed, 2, 3, 4, 5, 7, 8, 32946, 32773];

    /// <summary>Reads the header; null when the bytes are no TIFF file.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8))
            return new ImageHeader(ImageFileFormat.Tiff, 0, 0, 1, true) { Problem = "is a BigTIFF file, which is not decoded; save it as a plain TIFF file." };
        if (!TiffDirectory.TryRead(file, out TiffDirectory page))
            return null;
        return new ImageHeader(
            ImageFileFormat.Tiff, page.Value(Width, 0), page.Value(Height, 0), page.UprightBy(), HasPixels(page, file.Length))
        {
            Problem = ProblemOf(page),
            Channels = (int)Math.Clamp(page.Value(Samples, 1), 1, MaxSamples),
            Bits = (int)Math.Clamp(page.Value(Bits, 1), 1, 64),
        };
    }

    private static string? ProblemOf(in TiffDirectory page)
    {
        (long samples, long bits, long format) = (page.Value(Samples, 1), page.Value(Bits, 1), page.Value(SampleFormat, Unsigned));
        if (samples > MaxSamples)
            return $"has {samples:N0} numbers for each pixel; TIFF files with at most {MaxSamples} are decoded.";
        if (format != Unsigned || bits is not (1 or 2 or 4 or 8 or 16))
            return $"has {(format == Unsigned ? "whole" : "signed or fractional")} numbers of {bits} bits; TIFF files with whole numbers of up to 16 bits are decoded.";
        if (!_compressions.Contains(page.Value(Compression, Uncompressed)))
            return $"is compressed by TIFF's method {page.Value(Compression, 0)}, which is not decoded; save it with LZW or deflate.";
        if (page.Value(TileWidth, 0) * page.Value(TileHeight, 0) is var tile and (< 0 or > MaxTilePixels))
            return $"is stored in tiles of {tile:N0} pixels; at most {MaxTilePixels:N0} are decoded.";
        return page.HasMoreThan(MaxPages) ? $"has more than {MaxPages:N0} pages; save the one that is meant." : null;
    }

    // libtiff fills what a file lacks with black: whether the pieces lie inside the file, and suffice, is looked up first.
    private static bool HasPixels(in TiffDirectory page, long length)
    {
        bool isTiled = page.Find(TileOffsets).Count > 0;
        TiffNumbers offsets = page.Find(isTiled ? TileOffsets : StripOffsets), lengths = page.Find(isTiled ? TileLengths : StripLengths);
        if (offsets.Count == 0 || lengths.Count != offsets.Count)
            return false;
        long sum = 0;
        for (long i = 0; i < offsets.Count; i++)
        {
            if (offsets[i] > length - lengths[i])
                return false;
            sum += lengths[i];
        }

        double bits = (double)page.Value(Width, 0) * page.Value(Height, 0) * page.Value(Samples, 1) * page.Value(Bits, 1);
        return page.Value(Compression, Uncompressed) != Uncompressed || sum >= bits / 8;
    }
}
