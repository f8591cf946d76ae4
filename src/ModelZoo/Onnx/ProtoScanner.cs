using Google.Protobuf;

namespace MlNetDeep;

/// <summary>A forward-only reader of protobuf fields that never trusts a length before it has checked it.</summary>
internal sealed class ProtoScanner(Stream stream, long length)
{
    private const int VarInt = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private long _remaining = length;

    /// <summary>The number of bytes consumed so far.</summary>
    public long Position { get; private set; }

    /// <summary>
    /// Reads the next field. One of <paramref name="wanted"/> that is length-delimited is left for the caller, who gets
    /// its length; any other is copied to <paramref name="rest"/>.
    /// </summary>
    /// <returns>The field's number and, for a wanted one, its length, which is known to fit before the end.</returns>
    public (int Field, int Length) ReadField(long end, Stream rest, params ReadOnlySpan<int> wanted)
    {
        var tag = ReadVarInt(end);
        if (tag > uint.MaxValue || tag >> 3 == 0)
        {
            throw Damaged("a field number that cannot be");
        }

        var field = (int)(tag >> 3);
        var kind = (int)(tag & 7);
        if (wanted.Contains(field))
        {
            return kind == LengthDelimited
                ? (field, ReadLength(end))
                : throw Damaged($"field {field} with the wrong wire type {kind}");
        }

        var output = new CodedOutputStream(rest, leaveOpen: true);
        output.WriteTag((uint)tag);
        switch (kind)
        {
            case VarInt:
                output.WriteUInt64(ReadVarInt(end));
                output.Flush();
                break;
            case Fixed64:
                output.Flush();
                Copy(8, end, rest);
                break;
            case Fixed32:
                output.Flush();
                Copy(4, end, rest);
                break;
            case LengthDelimited:
                var size = ReadLength(end);
                output.WriteLength(size);
                output.Flush();
                Copy(size, end, rest);
                break;
            default:
                throw Damaged($"wire type {kind}, which ONNX does not use");
        }

        return (field, 0);
    }

    /// <summary>Reads bytes into an array of their own.</summary>
    public byte[] ReadBytes(int count)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(count);
        var buffered = Math.Min(count, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(bytes);
        _start += buffered;
        if (count > buffered)
        {
            ReadFromStream(bytes.AsSpan(buffered));
        }

        Position += count;
        return bytes;
    }

    private int ReadLength(long end)
    {
        var size = ReadVarInt(end);
        return size <= (ulong)(end - Position)
            ? (int)size
            : throw Damaged($"a field of {size} bytes where {end - Position} are left");
    }

    private ulong ReadVarInt(long end)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (Position >= end)
            {
                throw Damaged("a number that is cut off");
            }

            if (_start == _end)
            {
                Fill();
            }

            var part = _buffer[_start++];
            Position++;
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Damaged("a number of more than 10 bytes");
    }

    private void Copy(int count, long end, Stream rest)
    {
        if (count > end - Position)
        {
            throw Damaged("a number that is cut off");
        }

        Position += count;
        while (count > 0)
        {
            if (_start == _end)
            {
                Fill();
            }

            var part = Math.Min(count, _end - _start);
            rest.Write(_buffer, _start, part);
            _start += part;
            count -= part;
        }
    }

    private void Fill()
    {
        var count = (int)Math.Min(_buffer.Length, _remaining);
        ReadFromStream(_buffer.AsSpan(0, count));
        _start = 0;
        _end = count;
    }

    private void ReadFromStream(Span<byte> target)
    {
        if (stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) != target.Length)
        {
            throw Damaged($"an end {_remaining} bytes before it should");
        }

        _remaining -= target.Length;
    }

    private NetworkFormatException Damaged(string what) =>
        new($"This is no ONNX model, or it is damaged or cut off: there is {what} at byte {Position}.");
}
