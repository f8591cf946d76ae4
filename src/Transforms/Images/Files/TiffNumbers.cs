namespace MlNetDeep;

/// <summary>The whole numbers of one entry of a TIFF directory.</summary>
internal readonly ref struct TiffNumbers
{
    private const int ShortType = 3;
    private const int LongType = 4;

    private readonly ByteReader _reader;
    private readonly long _offset;
    private readonly int _size;

    private TiffNumbers(ByteReader reader, long offset, int size, long count)
    {
        _reader = reader;
        _offset = offset;
        _size = size;
        Count = count;
    }

    public long Count { get; }

    public long this[long index] => _size == 2 ? _reader.UInt16(_offset + (index * 2)) : _reader.UInt32(_offset + (index * 4));

    /// <param name="reader">The data.</param>
    /// <param name="entry">Where the entry lies: tag, type, count, and the numbers or where they are.</param>
    public static TiffNumbers Of(ByteReader reader, long entry)
    {
        int type = reader.UInt16(entry + 2);
        int size = type == ShortType ? 2 : 4;
        long count = reader.UInt32(entry + 4);
        long offset = count * size <= 4 ? entry + 8 : reader.UInt32(entry + 8);
        return type is ShortType or LongType && reader.Has(offset, count * size) ? new TiffNumbers(reader, offset, size, count) : default;
    }
}
