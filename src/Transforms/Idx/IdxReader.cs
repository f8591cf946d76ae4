using System.Buffers.Binary;
using System.IO.Compression;

namespace MlNetDeep;

/// <summary>
/// The strict reader behind <see cref="IdxArray"/>. The header says how many bytes must follow; not one byte less or
/// more is accepted, and memory is taken as the data really arrives, so that neither a header that claims gigabytes nor
/// a gzip bomb costs more than the file is worth.
/// </summary>
internal static class IdxReader
{
    private const byte UnsignedByte = 0x08;
    private const int MaxDimensions = 8;
    private const int FirstChunk = 1 << 20;

    public static IdxArray Read(Stream stream, string name)
    {
        Span<byte> magic = stackalloc byte[4];
        int got = stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
        if (got >= 2 && magic[0] == 0x1F && magic[1] == 0x8B)
            return ReadGzip(stream, magic[..got], name);
        long? available = stream.CanSeek ? stream.Length - stream.Position : null;
        return ReadPlain(stream, magic[..got], available, name);
    }

    private static IdxArray ReadGzip(Stream stream, ReadOnlySpan<byte> start, string name)
    {
        using GZipStream gzip = new(new PrefixedStream(start.ToArray(), stream), CompressionMode.Decompress);
        try
        {
            Span<byte> magic = stackalloc byte[4];
            int got = gzip.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
            return ReadPlain(gzip, magic[..got], available: null, name);
        }
        catch (InvalidDataException e)
        {
            throw new IdxFormatException(name, $"the gzip data is damaged or cut off ({e.Message}); fetch the file again.", e);
        }
    }

    private static IdxArray ReadPlain(Stream stream, ReadOnlySpan<byte> magic, long? available, string name)
    {
        if (magic.Length < 4)
            throw new IdxFormatException(name, $"expected a header of at least 8 bytes, found {magic.Length} byte(s).");
        if (magic[0] != 0 || magic[1] != 0)
            throw new IdxFormatException(name, $"expected the magic number 00 00 08 NN (or a gzip file), found {Convert.ToHexString(magic)}; this is not an IDX file.");
        if (magic[2] != UnsignedByte)
            throw new IdxFormatException(name, $"expected element type 0x08 (unsigned byte), found {TypeName(magic[2])}.");
        if (magic[3] is 0 or > MaxDimensions)
            throw new IdxFormatException(name, $"expected 1 to {MaxDimensions} dimensions, found {magic[3]}.");

        int[] shape = ReadShape(stream, magic[3], name, out int size);
        long headerRest = 4L * shape.Length;
        if (available is long bytes && bytes - headerRest != size)
            throw new IdxFormatException(name, WrongLength(shape, size, $"{bytes - headerRest}"));
        byte[] values = ReadValues(stream, shape, size, exact: available.HasValue, name);
        if (stream.ReadByte() >= 0)
            throw new IdxFormatException(name, WrongLength(shape, size, "more"));
        return new IdxArray(shape, values);
    }

    private static int[] ReadShape(Stream stream, int rank, string name, out int size)
    {
        Span<byte> bytes = stackalloc byte[4 * rank];
        int got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (got < bytes.Length)
            throw new IdxFormatException(name, $"expected {bytes.Length} bytes of dimensions after the magic number, found {got}.");
        int[] shape = new int[rank];
        long product = 1;
        for (int i = 0; i < rank; i++)
        {
            uint dimension = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * i)..]);
            // Only the number of rows may be zero. With every factor below 2^31 the product cannot pass 2^62 unseen.
            if (dimension > (uint)Array.MaxLength || (dimension == 0 && i > 0))
                throw new IdxFormatException(name, $"expected dimension {i + 1} of {rank} between {(i == 0 ? 0 : 1)} and {Array.MaxLength}, found {dimension}.");
            shape[i] = (int)dimension;
            // An empty set counts as one row here, so that the size of a row is checked even then.
            product *= Math.Max(dimension, 1);
            if (product > Array.MaxLength)
                throw new IdxFormatException(name, $"expected at most {Array.MaxLength} elements, found dimensions whose product is larger (after dimension {i + 1} of {rank}: {product}).");
        }
        size = shape[0] == 0 ? 0 : (int)product;
        return shape;
    }

    // exact: the length of the file was compared with the header before, so that the array can be taken at once.
    private static byte[] ReadValues(Stream stream, int[] shape, int size, bool exact, string name)
    {
        byte[] values = new byte[exact ? size : Math.Min(size, FirstChunk)];
        int read = 0;
        while (read < size)
        {
            if (read == values.Length)
                Array.Resize(ref values, (int)Math.Min(size, 2L * values.Length));
            int got = stream.Read(values, read, values.Length - read);
            if (got == 0)
                throw new IdxFormatException(name, WrongLength(shape, size, $"{read}"));
            read += got;
        }
        return values;
    }

    private static string WrongLength(int[] shape, int size, string found) =>
        $"expected {size} bytes of data for dimensions [{InvariantText.Join(", ", shape)}], found {found}; the file is cut off or altered.";

    private static string TypeName(byte type) => type switch
    {
        0x09 => "0x09 (signed byte)",
        0x0B => "0x0B (short)",
        0x0C => "0x0C (int)",
        0x0D => "0x0D (float)",
        0x0E => "0x0E (double)",
        _ => $"0x{type:X2} (unknown)",
    };
}
