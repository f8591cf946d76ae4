namespace MlNetDeep;

/// <summary>What the first bytes of an image file say, read without decoding it.</summary>
/// <param name="Format">The format, whatever the file is called.</param>
/// <param name="Width">Columns as they are stored, before <paramref name="Orientation"/>; 0 when the bytes do not tell.</param>
/// <param name="Height">Rows as they are stored; 0 when the bytes do not tell.</param>
/// <param name="Orientation">EXIF's number, 1 to 8.</param>
/// <param name="IsComplete">False when the end of the file is missing for certain.</param>
internal readonly record struct ImageHeader(ImageFileFormat Format, long Width, long Height, int Orientation, bool IsComplete)
{
    /// <summary>Why the file is not decoded although it is an image, as the rest of a sentence; null when it may be.</summary>
    public string? Problem { get; init; }

    /// <summary>The number of colour channels as stored, without transparency: 1 gray, 3 colour or palette, 4 CMYK; 0 unknown.</summary>
    public int Channels { get; init; }

    /// <summary>Bits of a stored value; 0 unknown.</summary>
    public int Bits { get; init; }

    /// <summary>Reads the header; null when the bytes are none of the known formats.</summary>
    public static ImageHeader? Read(ReadOnlySpan<byte> file)
    {
        var reader = new ByteReader(file, bigEndian: true);
        if (reader.Is(0, [0xFF, 0xD8, 0xFF]))
            return JpegHeader.Read(file);
        if (reader.Is(0, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return ReadPng(reader);
        var little = new ByteReader(file, bigEndian: false);
        if (reader.Is(0, "GIF87a"u8) || reader.Is(0, "GIF89a"u8))
            return GifHeader.Read(file);
        if (reader.Is(0, "RIFF"u8) && reader.Is(8, "WEBP"u8))
            return WebPHeader.Read(little);
        if (reader.Is(0, "BM"u8) && little.UInt32(14) is >= 12 and <= 256)
            return new BmpFile(file).Header;
        return TiffHeader.Read(file);
    }

    private static ImageHeader ReadPng(ByteReader reader)
    {
        int orientation = 1;
        long offset = 8;
        while (reader.Has(offset, 12))
        {
            long length = reader.UInt32(offset);
            if (reader.Is(offset + 4, "eXIf"u8))
                orientation = TiffDirectory.OrientationIn(reader.From(offset + 8));
            if (reader.Is(offset + 4, "IEND"u8))
                return Png(reader, orientation, true);
            offset += length + 12;
        }

        return Png(reader, orientation, false);

        static ImageHeader Png(ByteReader reader, int orientation, bool isComplete) =>
            new(ImageFileFormat.Png, reader.UInt32(16), reader.UInt32(20), orientation, isComplete)
            {
                Channels = (reader.Byte(25) & 2) == 0 && reader.Byte(25) != 3 ? 1 : 3,
                Bits = reader.Byte(24),
            };
    }
}
