namespace MlNetDeep;

/// <summary>Reads the size and the orientation of a WebP file, of any of its three kinds.</summary>
internal static class WebPHeader
{
    public static ImageHeader Read(ByteReader reader)
    {
        (long width, long height) = (0, 0);
        if (reader.Is(12, "VP8 "u8) && reader.Is(23, [0x9D, 0x01, 0x2A]))
        {
            (width, height) = (reader.UInt16(26) & 0x3FFF, reader.UInt16(28) & 0x3FFF);
        }
        else if (reader.Is(12, "VP8L"u8) && reader.Byte(20) == 0x2F)
        {
            uint bits = reader.UInt32(21);
            (width, height) = ((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
        }
        else if (reader.Is(12, "VP8X"u8) && reader.Has(24, 6))
        {
            width = 1 + UInt24(reader, 24);
            height = 1 + UInt24(reader, 27);
        }

        bool isComplete = reader.Has(0, reader.UInt32(4) + 8L);
        return new ImageHeader(ImageFileFormat.WebP, width, height, Orientation(reader), isComplete);
    }

    private static long UInt24(ByteReader reader, long offset) =>
        reader.Byte(offset) | (reader.Byte(offset + 1) << 8) | (reader.Byte(offset + 2) << 16);

    private static int Orientation(ByteReader reader)
    {
        for (long offset = 12; reader.Has(offset, 8);)
        {
            long length = reader.UInt32(offset + 4);
            if (reader.Is(offset, "EXIF"u8))
            {
                ReadOnlySpan<byte> exif = reader.From(offset + 8);
                return TiffDirectory.OrientationIn(exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif);
            }

            offset += 8 + length + (length & 1);
        }

        return 1;
    }
}
