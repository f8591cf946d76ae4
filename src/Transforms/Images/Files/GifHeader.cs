namespace MlNetDeep;

/// <summary>Reads the size of a GIF file and where its first picture ends.</summary>
internal static class GifHeader
{
    /// <summary>The byte that ends a file.</summary>
    public const byte Trailer = 0x3B;

    private const byte Extension = 0x21;
    private const byte Picture = 0x2C;
    private const int ScreenLength = 13;
    private const int PictureLength = 10;

    // As the decoder has it: sizes of monitors, and large ones, are not believed; the first picture says the size then.
    private const int MaxScreen = 2048;
    private static readonly (int, int)[] _monitors = [(640, 480), (640, 512), (800, 600), (1024, 768), (1280, 1024), (1600, 1200)];

    public static ImageHeader Read(ReadOnlySpan<byte> file)
    {
        var reader = new ByteReader(file, bigEndian: false);
        (int width, int height) = (reader.UInt16(6), reader.UInt16(8));
        long picture = FindPicture(reader);
        if (width == 0 || height == 0 || width > MaxScreen || height > MaxScreen || _monitors.Contains((width, height)))
            (width, height) = picture < 0 ? (width, height) : (1, 1);
        if (picture >= 0)
        {
            width = Math.Max(width, reader.UInt16(picture + 1) + reader.UInt16(picture + 5));
            height = Math.Max(height, reader.UInt16(picture + 3) + reader.UInt16(picture + 7));
        }

        return new ImageHeader(ImageFileFormat.Gif, width, height, 1, EndOfPicture(reader, picture) >= 0);
    }

    /// <summary>How many bytes of a complete file come before what follows its first picture.</summary>
    public static int EndOfFirstPicture(ReadOnlySpan<byte> file)
    {
        var reader = new ByteReader(file, bigEndian: false);
        return (int)EndOfPicture(reader, FindPicture(reader));
    }

    private static long FindPicture(ByteReader reader)
    {
        long offset = ScreenLength + ColorsLength(reader.Byte(10));
        while (reader.Byte(offset) == Extension)
        {
            offset = EndOfBlocks(reader, offset + 2);
            if (offset < 0)
                return -1;
        }

        return reader.Has(offset, PictureLength) && reader.Byte(offset) == Picture ? offset : -1;
    }

    // The descriptor, its colors, a byte about the compression, and the blocks.
    private static long EndOfPicture(ByteReader reader, long picture) => picture < 0
        ? -1
        : EndOfBlocks(reader, picture + PictureLength + ColorsLength(reader.Byte(picture + 9)) + 1);

    private static long EndOfBlocks(ByteReader reader, long offset)
    {
        for (; reader.Has(offset, 1); offset += 1 + reader.Byte(offset))
        {
            if (reader.Byte(offset) == 0)
                return offset + 1;
        }

        return -1;
    }

    private static int ColorsLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
