using System.Buffers.Binary;

namespace MlNetDeep;

/// <summary>
/// Joins PNG files of one size into an animated one (W3C, "Portable Network Graphics", third edition): their image data
/// are taken over as they are. Programs that know no animation show the first picture.
/// </summary>
internal static class AnimatedPng
{
    private const int HeaderLength = 13;

    /// <summary>Writes the animation, completely or not at all. It repeats for ever.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pngFiles">The pictures, all of the same size and colors.</param>
    /// <param name="frame">How long each is shown, at most 65 seconds.</param>
    /// <exception cref="ImageFileException">A picture cannot be read, is no PNG file, or differs in size or colors.</exception>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<string> pngFiles, TimeSpan frame)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(pngFiles.Count, 1, nameof(pngFiles));
        ArgumentOutOfRangeException.ThrowIfLessThan(frame, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frame, TimeSpan.FromMilliseconds(ushort.MaxValue));
        AtomicFile.Write(path, stream => Write(stream, pngFiles, (ushort)frame.TotalMilliseconds));
    }

    private static void Write(Stream stream, IReadOnlyList<string> pngFiles, ushort milliseconds)
    {
        byte[] header = [];
        uint sequence = 0;
        for (int i = 0; i < pngFiles.Count; i++)
        {
            byte[] file = ImagePreparer.ReadFile(pngFiles[i]);
            byte[] ownHeader = [];
            List<Range> data = [];
            foreach ((uint type, Range range) in Chunks(file, pngFiles[i]))
            {
                if (type == TypeOf("IHDR"u8))
                    ownHeader = file[range];
                else if (type == TypeOf("IDAT"u8))
                    data.Add(range);
            }

            if (ownHeader.Length != HeaderLength || data.Count == 0)
                throw Bad(pngFiles[i], "it has no picture");
            if (i == 0)
            {
                header = ownHeader;
                stream.Write(PngWriter.Signature);
                PngWriter.WriteChunk(stream, "IHDR"u8, header);
                WriteNumbers(stream, "acTL"u8, (uint)pngFiles.Count, 0);
            }
            else if (!header.AsSpan().SequenceEqual(ownHeader))
            {
                throw Bad(pngFiles[i], $"its size or colors are not those of '{pngFiles[0]}'");
            }

            WriteControl(stream, sequence++, header, milliseconds);
            foreach (Range range in data)
            {
                if (i == 0)
                    PngWriter.WriteChunk(stream, "IDAT"u8, file.AsSpan(range));
                else
                    PngWriter.WriteChunk(stream, "fdAT"u8, Numbered(sequence++, file.AsSpan(range)));
            }
        }

        PngWriter.WriteChunk(stream, "IEND"u8, []);
    }

    private static List<(uint Type, Range Data)> Chunks(byte[] file, string path)
    {
        if (!file.AsSpan().StartsWith(PngWriter.Signature))
            throw Bad(path, "it does not begin as one");
        List<(uint, Range)> chunks = [];
        for (int at = PngWriter.Signature.Length; at < file.Length;)
        {
            // Length, type and CRC take 12 bytes.
            uint length = file.Length - at >= 12 ? BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at)) : uint.MaxValue;
            if (length > file.Length - at - 12)
                throw Bad(path, "it is truncated");
            chunks.Add((TypeOf(file.AsSpan(at + 4)), (at + 8)..(at + 8 + (int)length)));
            at += 12 + (int)length;
        }

        return chunks;
    }

    private static uint TypeOf(ReadOnlySpan<byte> name) => BinaryPrimitives.ReadUInt32BigEndian(name);

    // The whole picture replaces what was there, after which nothing is cleared.
    private static void WriteControl(Stream stream, uint sequence, ReadOnlySpan<byte> header, ushort milliseconds)
    {
        Span<byte> control = stackalloc byte[26];
        control.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(control, sequence);
        header[..8].CopyTo(control[4..]);
        BinaryPrimitives.WriteUInt16BigEndian(control[20..], milliseconds);
        BinaryPrimitives.WriteUInt16BigEndian(control[22..], 1000);
        PngWriter.WriteChunk(stream, "fcTL"u8, control);
    }

    private static void WriteNumbers(Stream stream, ReadOnlySpan<byte> type, uint first, uint second)
    {
        Span<byte> numbers = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(numbers, first);
        BinaryPrimitives.WriteUInt32BigEndian(numbers[4..], second);
        PngWriter.WriteChunk(stream, type, numbers);
    }

    private static byte[] Numbered(uint sequence, ReadOnlySpan<byte> data)
    {
        var numbered = new byte[data.Length + 4];
        BinaryPrimitives.WriteUInt32BigEndian(numbered, sequence);
        data.CopyTo(numbered.AsSpan(4));
        return numbered;
    }

    private static ImageFileException Bad(string path, string what) =>
        new(path, $"'{path}' cannot be a picture of an animation: {what}. Expected a PNG file.");
}
