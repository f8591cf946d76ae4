namespace MlNetDeep;

/// <summary>The first directory of TIFF data: of a TIFF file, or of the EXIF block of another format.</summary>
internal readonly ref struct TiffDirectory
{
    public const int Orientation = 274;

    private const int EntryLength = 12;

    private readonly ByteReader _reader;
    private readonly long _offset;
    private readonly int _count;

    private TiffDirectory(ByteReader reader)
    {
        _reader = reader;
        _offset = reader.UInt32(4);
        _count = reader.UInt16(_offset);
    }

    /// <summary>Finds the directory; false when the bytes are not TIFF data.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out TiffDirectory directory)
    {
        bool little = data.StartsWith("II*\0"u8);
        bool isTiff = little || data.StartsWith("MM\0*"u8);
        directory = isTiff ? new TiffDirectory(new ByteReader(data, bigEndian: !little)) : default;
        return isTiff;
    }

    /// <summary>The orientation that EXIF data gives, 1 (upright) when it gives none.</summary>
    public static int OrientationIn(ReadOnlySpan<byte> exif) => TryRead(exif, out TiffDirectory directory) ? directory.UprightBy() : 1;

    /// <summary>EXIF's number, 1 to 8.</summary>
    public int UprightBy() => Value(Orientation, 1) is long orientation and >= 1 and <= 8 ? (int)orientation : 1;

    /// <summary>The first number of a tag.</summary>
    public long Value(int tag, long missing) => Find(tag) is { Count: > 0 } numbers ? numbers[0] : missing;

    /// <summary>The numbers of a tag; none when it is missing, holds something else or lies outside of the data.</summary>
    public TiffNumbers Find(int tag)
    {
        for (int i = 0; i < _count; i++)
        {
            long entry = _offset + 2 + ((long)i * EntryLength);
            if (_reader.UInt16(entry) == tag)
                return TiffNumbers.Of(_reader, entry);
        }

        return default;
    }

    /// <summary>Whether more directories follow than <paramref name="most"/>, in a circle for example.</summary>
    public bool HasMoreThan(int most)
    {
        long offset = _offset;
        for (int i = 0; i < most; i++)
        {
            offset = _reader.UInt32(offset + 2 + ((long)_reader.UInt16(offset) * EntryLength));
            if (offset == 0)
                return false;
        }

        return true;
    }
}
