namespace MlNetDeep.Transforms;

/// <summary>The first directory of TIFF data: of a TIFF file, or of the EXIF block of another format.</summary>
internal readonly record struct TiffDirectory(long Width, long Height, int Orientation)
{
    private const int WidthTag = 256;
    private const int HeightTag = 257;
    private const int OrientationTag = 274;
    private const int ShortType = 3;
    private const int LongType = 4;
    private const int EntryLength = 12;

    /// <summary>Reads the directory; null when the bytes are not TIFF data.</summary>
    public static TiffDirectory? Read(ReadOnlySpan<byte> data)
    {
        bool little = data.StartsWith("II*\0"u8);
        if (!little && !data.StartsWith("MM\0*"u8))
            return null;
        var reader = new ByteReader(data, bigEndian: !little);
        (long width, long height, long orientation) = (0, 0, 1);
        long offset = reader.UInt32(4);
        int count = reader.UInt16(offset);
        for (int i = 0; i < count; i++)
        {
            long entry = offset + 2 + ((long)i * EntryLength);
            if (!reader.Has(entry, EntryLength))
                break;
            long value = reader.UInt16(entry + 2) switch
            {
                ShortType => reader.UInt16(entry + 8),
                LongType => reader.UInt32(entry + 8),
                _ => 0,
            };
            switch (reader.UInt16(entry))
            {
                case WidthTag: width = value; break;
                case HeightTag: height = value; break;
                case OrientationTag: orientation = value; break;
            }
        }

        return new TiffDirectory(width, height, orientation is >= 1 and <= 8 ? (int)orientation : 1);
    }

    /// <summary>The orientation that EXIF data gives, 1 (upright) when it gives none.</summary>
    public static int OrientationIn(ReadOnlySpan<byte> exif) => Read(exif)?.Orientation ?? 1;
}
