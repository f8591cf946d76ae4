namespace MlNetDeep;

/// <summary>Walks the segments of a JPEG file up to the first scan.</summary>
internal static class JpegHeader
{
    private const byte StartOfScan = 0xDA;
    private const int MaxScans = 100;
    private const byte EndOfImage = 0xD9;
    private const byte Exif = 0xE1;

    public static ImageHeader Read(ReadOnlySpan<byte> file)
    {
        var reader = new ByteReader(file, bigEndian: true);
        (long width, long height) = (0, 0);
        (int channels, int bits) = (0, 0);
        int orientation = 1;
        long offset = 2;
        while (reader.Has(offset, 4))
        {
            if (reader.Byte(offset) != 0xFF)
                break;
            byte marker = reader.Byte(offset + 1);
            if (marker == 0xFF)
            {
                offset++;
                continue;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                offset += 2;
                continue;
            }

            if (marker == StartOfScan)
            {
                ReadOnlySpan<byte> scans = file[(int)offset..];
                return new ImageHeader(ImageFileFormat.Jpeg, width, height, orientation, HasEnd(scans))
                {
                    Channels = channels,
                    Bits = bits,
                    Problem = scans.Count([(byte)0xFF, StartOfScan]) is var count and > MaxScans
                        ? $"is stored in {count:N0} passes over the picture; JPEG files with at most {MaxScans} are decoded." : null,
                };
            }

            if (IsFrame(marker))
                (bits, height, width, channels) = (reader.Byte(offset + 4), reader.UInt16(offset + 5), reader.UInt16(offset + 7), reader.Byte(offset + 9));
            else if (marker == Exif && reader.Is(offset + 4, "Exif\0\0"u8))
                orientation = TiffDirectory.OrientationIn(reader.From(offset + 10));
            offset += 2 + Math.Max(2, (int)reader.UInt16(offset + 2));
        }

        return new ImageHeader(ImageFileFormat.Jpeg, width, height, orientation, false);
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    // Anything may follow the end marker, a phone's film for example; in the scan itself no such pair of bytes stands.
    private static bool HasEnd(ReadOnlySpan<byte> scan) => scan.LastIndexOf([(byte)0xFF, EndOfImage]) >= 0;
}
