using System.Buffers.Binary;

namespace MlNetDeep.Transforms.Tests.Images;

/// <summary>Small files that would cost a decoder much, or lead it outside of them.</summary>
internal static class HostileFiles
{
    public static byte[] Make(string kind) => kind switch
    {
        "huge.png" => File.ReadAllBytes(Pictures.File("huge.png")),
        "long.png" => Png(2_000_000, 1),
        "huge.webp" => WebP(16_000, 16_000),
        "huge.tif" => Tiff((256, 60_000), (257, 60_000)),
        "huge.bmp" => Bmp(bytes => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), 2_000_000_000)),
        "picture.gif" => Gif(16, 16, 0, 0, 40_000, 40_000),
        "corner.gif" => Gif(16, 16, 65_535, 65_535, 1, 1),
        "offset.bmp" => Bmp(bytes => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(10), uint.MaxValue)),
        "inside.bmp" => Bmp(bytes => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(10), 14)),
        "short.bmp" => Bmp(_ => { })[..^1],
        "lengths.bmp" => Bmp(bytes => bytes[30] = 1),
        "bits.bmp" => Bmp(bytes => bytes[28] = 5),
        "masks.bmp" => Bitmaps.Make(40, 2, 2, 32, 3, [0xFF, 0xF0F0, 0xFF0000], (_, _) => [1, 2, 3, 4]),
        "header.bmp" => Bmp(bytes => bytes[14] = 41),
        "passes.jpg" => Passes(),
        "samples.tif" => Tiff((256, 100), (257, 100), (277, 60_000)),
        "fractions.tif" => Tiff((256, 4), (257, 4), (258, 16), (339, 3)),
        "bits.tif" => Tiff((256, 4), (257, 4), (258, 32)),
        "method.tif" => Tiff((256, 4), (257, 4), (259, 6)),
        "tiles.tif" => Tiff((256, 1), (257, 900_000), (322, 1_799_936), (323, 1_799_936)),
        "outside.tif" => Tiff((256, 4), (257, 4), (258, 8), (259, 1), (273, 4_000_000_000), (279, 16)),
        "few.tif" => Tiff((256, 9000), (257, 9000), (258, 8), (259, 1), (273, 8), (279, 16)),
        "circle.tif" => Circle(),
        "big.tif" => [.. "II+\0"u8, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0],
        "page.svg" => "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"u8.ToArray(),
        "page.pdf" => "%PDF-1.7\n"u8.ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such file"),
    };

    private static byte[] Png(int width, int height)
    {
        byte[] bytes = File.ReadAllBytes(Pictures.File("huge.png"));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    private static byte[] WebP(int width, int height)
    {
        byte[] bytes = File.ReadAllBytes(Pictures.File("animated.webp"));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), width - 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(27), height - 1);
        return bytes;
    }

    private static byte[] Bmp(Action<byte[]> change)
    {
        byte[] bytes = Bitmaps.Make(40, 4, 4, 24, 0, [], (_, _) => [1, 2, 3]);
        change(bytes);
        return bytes;
    }

    private static byte[] Gif(ushort width, ushort height, ushort left, ushort top, ushort pictureWidth, ushort pictureHeight)
    {
        var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("GIF89a"u8);
        writer.Write(width);
        writer.Write(height);
        writer.Write((ReadOnlySpan<byte>)[0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C]);
        writer.Write(left);
        writer.Write(top);
        writer.Write(pictureWidth);
        writer.Write(pictureHeight);
        writer.Write((ReadOnlySpan<byte>)[0, 2, 2, 0x4C, 1, 0, 0x3B]);
        return file.ToArray();
    }

    // The last pass of a progressive file again and again.
    private static byte[] Passes()
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(Pictures.File("progressive.jpg"));
        byte[] pass = bytes[bytes.LastIndexOf([(byte)0xFF, (byte)0xDA])..^2].ToArray();
        return [.. bytes[..^2], .. Enumerable.Repeat(pass, 100).SelectMany(part => part), .. bytes[^2..]];
    }

    private static byte[] Circle()
    {
        byte[] bytes = Tiff((256, 4), (257, 4));
        bytes[^4] = 8;
        return bytes;
    }

    // One directory, all of whose numbers are long, and nothing behind it.
    private static byte[] Tiff(params (ushort Tag, uint Value)[] entries)
    {
        var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("II*\0"u8);
        writer.Write(8);
        writer.Write((ushort)entries.Length);
        foreach ((ushort tag, uint value) in entries)
        {
            writer.Write(tag);
            writer.Write((ushort)4);
            writer.Write(1);
            writer.Write(value);
        }

        writer.Write(0);
        return file.ToArray();
    }
}
