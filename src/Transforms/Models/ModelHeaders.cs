using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MlNetDeep;

/// <summary>
/// The assemblies that ML.NET loads because a model file names them: each header of a component may name one, wherever in an
/// entry it lies, and a custom mapping names the one of its contract.
/// </summary>
internal static class ModelHeaders
{
    private const int Size = 0x100;
    private const int MaxHeaders = 100_000;
    private const int MaxNameLength = 2048;

    private static ReadOnlySpan<byte> Magic => "ML\0MODEL"u8;

    private static ReadOnlySpan<byte> CustomMapping => "CUSTOMXF"u8;

    /// <summary>The names that an entry holds.</summary>
    /// <exception cref="ModelFileException">A header points out of its entry.</exception>
    public static IReadOnlySet<string> AssembliesIn(string entry, ReadOnlySpan<byte> bytes)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        int count = 0;
        for (int at; (at = bytes.IndexOf(Magic)) >= 0; bytes = bytes[(at + Magic.Length)..])
        {
            ReadOnlySpan<byte> header = bytes[at..];
            if (header.Length < Size)
                break;
            if (++count > MaxHeaders)
                throw SavedParts.Damaged(entry, $"it holds more than {MaxHeaders} components");
            if (Text(entry, header, Number(header, 0x90), BinaryPrimitives.ReadUInt32LittleEndian(header[0x98..])) is { Length: > 0 } name)
                names.Add(name);

            // Its model block is the numbers of two texts: the contract and its assembly.
            if (header.Slice(0x40, CustomMapping.Length).SequenceEqual(CustomMapping) && Number(header, 0x18) >= 2 * sizeof(int))
                names.Add(String(entry, header, BinaryPrimitives.ReadInt32LittleEndian(Part(entry, header, Number(header, 0x10) + sizeof(int), sizeof(int)))));
        }

        return names;
    }

    /// <summary>Whether loading an assembly brings nothing into the app that is not ML.NET's or its own.</summary>
    public static bool IsKnown(string name)
    {
        string simple;
        try
        {
            simple = new AssemblyName(name).Name ?? "";
        }
        catch (Exception error) when (error is ArgumentException or FileLoadException)
        {
            return false;
        }

        return simple.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            && (simple.StartsWith("Microsoft.ML.", StringComparison.Ordinal)
                || Array.Exists(AppDomain.CurrentDomain.GetAssemblies(), loaded => string.Equals(loaded.GetName().Name, simple, StringComparison.OrdinalIgnoreCase)));
    }

    private static string String(string entry, ReadOnlySpan<byte> header, int index)
    {
        (long table, long length, long characters) = (Number(header, 0x20), Number(header, 0x28), Number(header, 0x30));
        if (index < 0 || index >= length / sizeof(long))
            throw SavedParts.Damaged(entry, "a component refers to a text that it does not have");
        long start = index == 0 ? 0 : Number(Part(entry, header, table + ((index - 1L) * sizeof(long)), sizeof(long)), 0);
        long end = Number(Part(entry, header, table + ((long)index * sizeof(long)), sizeof(long)), 0);
        return Text(entry, header, characters + start, end - start);
    }

    private static string Text(string entry, ReadOnlySpan<byte> header, long offset, long length) => length is >= 0 and <= MaxNameLength
        ? new string(MemoryMarshal.Cast<byte, char>(Part(entry, header, length == 0 ? 0 : offset, length)))
        : throw SavedParts.Damaged(entry, $"a component has a name of {length} bytes");

    private static ReadOnlySpan<byte> Part(string entry, ReadOnlySpan<byte> header, long offset, long length) =>
        offset >= 0 && offset <= header.Length - length
            ? header.Slice((int)offset, (int)length)
            : throw SavedParts.Damaged(entry, "the header of a component points past its end");

    private static long Number(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);
}
