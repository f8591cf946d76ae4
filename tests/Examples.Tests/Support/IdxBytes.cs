using System.Buffers.Binary;
using System.IO.Compression;

namespace MlNetDeep.Examples.Tests;

/// <summary>Composes IDX files, good and bad ones.</summary>
internal static class IdxBytes
{
    public static byte[] Make(ReadOnlySpan<uint> shape, ReadOnlySpan<byte> values, byte type = 8)
    {
        byte[] bytes = new byte[4 + 4 * shape.Length + values.Length];
        bytes[2] = type;
        bytes[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + 4 * i), shape[i]);
        values.CopyTo(bytes.AsSpan(4 + 4 * shape.Length));
        return bytes;
    }

    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>Values that tell every position from its neighbours.</summary>
    public static byte[] Pattern(int count)
    {
        byte[] values = new byte[count];
        for (int i = 0; i < count; i++)
            values[i] = (byte)(i * 7 + i / 251);
        return values;
    }
}
