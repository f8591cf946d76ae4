using System.Buffers.Binary;

namespace MlNetDeep;

/// <summary>Reads numbers from a file's bytes; what lies outside reads as 0, which no caller takes for a size.</summary>
internal readonly ref struct ByteReader(ReadOnlySpan<byte> bytes, bool bigEndian)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Length => _bytes.Length;

    public bool Has(long offset, long count) => offset >= 0 && count >= 0 && offset <= _bytes.Length - count;

    public byte Byte(long offset) => Has(offset, 1) ? _bytes[(int)offset] : (byte)0;

    public ushort UInt16(long offset) => !Has(offset, 2) ? (ushort)0
        : bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(_bytes[(int)offset..])
        : BinaryPrimitives.ReadUInt16LittleEndian(_bytes[(int)offset..]);

    public uint UInt32(long offset) => !Has(offset, 4) ? 0
        : bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[(int)offset..])
        : BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(int)offset..]);

    public bool Is(long offset, ReadOnlySpan<byte> expected) =>
        Has(offset, expected.Length) && _bytes.Slice((int)offset, expected.Length).SequenceEqual(expected);

    public ReadOnlySpan<byte> From(long offset) => Has(offset, 0) ? _bytes[(int)offset..] : [];
}
