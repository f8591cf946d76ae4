using System.Buffers.Binary;

namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>Other ways to write a BMP file of 24 bits with a header of 54 bytes.</summary>
internal static class Bitmaps
{
    public static byte[] Rewrite(byte[] plain, string kind)
    {
        int width = BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(18)), height = BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(22));
        return kind switch
        {
            "turned over" => Make(40, width, -height, 24, 0, [], (x, y) => Bytes(x, height - 1 - y)),
            "32 bits" => Make(40, width, height, 32, 0, [], (x, y) => [.. Bytes(x, y), 77]),
            "masks" => Make(40, width, height, 32, 3, [0xFF, 0xFF00, 0xFF0000], (x, y) => [.. Bytes(x, y).Reverse(), 77]),
            "alpha" => Make(124, width, height, 32, 3, [0xFF0000, 0xFF00, 0xFF, 0xFF000000], (x, y) => [.. Bytes(x, y), 255]),
            "16 bits" => Make(40, width, height, 16, 0, [], (x, y) => Sixteen(Bytes(x, y))),
            _ => Make(12, width, height, 24, 0, [], Bytes),
        };

        byte[] Bytes(int x, int y) => plain[(54 + (y * (((width * 3) + 3) / 4 * 4)) + (x * 3))..][..3];
    }

    /// <summary>A file of rows from the bottom.</summary>
    public static byte[] Make(int header, int width, int height, int bits, int compression, uint[] masks, Func<int, int, byte[]> pixel)
    {
        int extra = header == 40 ? masks.Length * 4 : 0, row = ((width * bits) + 31) / 32 * 4, start = 14 + header + extra;
        byte[] file = new byte[start + (row * Math.Abs(height))];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), start);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), header);
        if (header == 12)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(18), (short)width);
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), (short)height);
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(24), (short)bits);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), (short)bits);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(30), compression);
        }

        for (int i = 0; i < masks.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(54 + (i * 4)), masks[i]);
        for (int y = 0; y < Math.Abs(height); y++)
        {
            for (int x = 0; x < width; x++)
                pixel(x, y).CopyTo(file, start + (y * row) + (x * bits / 8));
        }

        return file;
    }

    private static byte[] Sixteen(byte[] bgr)
    {
        int value = (bgr[0] * 31 / 255) | ((bgr[1] * 31 / 255) << 5) | ((bgr[2] * 31 / 255) << 10);
        return [(byte)value, (byte)(value >> 8)];
    }
}
