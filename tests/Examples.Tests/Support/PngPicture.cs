using System.Buffers.Binary;
using System.IO.Compression;

namespace MlNetDeep.Examples.Tests;

/// <summary>An independent reader of the PNG files that reports hold: 8 bits, grey or RGB, unfiltered rows.</summary>
internal sealed record PngPicture(int Width, int Height, int Channels, byte[] Pixels)
{
    public static PngPicture Read(byte[] png)
    {
        if (Convert.ToHexString(png, 0, 8) != "89504E470D0A1A0A")
            throw new InvalidDataException("signature");
        (int width, int height, int channels) = (0, 0, 0);
        using MemoryStream packed = new();
        List<string> types = [];
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            string type = System.Text.Encoding.ASCII.GetString(png, at + 4, 4);
            ReadOnlySpan<byte> data = png.AsSpan(at + 8, length);
            if (Crc(png.AsSpan(at + 4, length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)))
                throw new InvalidDataException($"checksum of {type}");
            types.Add(type);
            if (type == "IHDR")
            {
                width = BinaryPrimitives.ReadInt32BigEndian(data);
                height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
                channels = (data[8], data[9]) switch { (8, 0) => 1, (8, 2) => 3, _ => throw new InvalidDataException("colour type") };
            }
            else if (type == "IDAT")
            {
                packed.Write(data);
            }
            at += 12 + length;
        }
        if (types[0] != "IHDR" || types[^1] != "IEND")
            throw new InvalidDataException("order of the chunks");

        packed.Position = 0;
        using ZLibStream zlib = new(packed, CompressionMode.Decompress);
        byte[] pixels = new byte[width * height * channels];
        for (int row = 0; row < height; row++)
        {
            if (zlib.ReadByte() != 0)
                throw new InvalidDataException("filter");
            zlib.ReadExactly(pixels, row * width * channels, width * channels);
        }
        if (zlib.ReadByte() >= 0)
            throw new InvalidDataException("data left over");
        return new PngPicture(width, height, channels, pixels);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }
        return ~crc;
    }
}
