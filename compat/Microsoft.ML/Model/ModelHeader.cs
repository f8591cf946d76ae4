using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Common;

namespace Microsoft.ML.Model;

/// <summary>
/// The 256 bytes in front of each model stream: what it holds, who loads it, and where its string table, the name of
/// the loader's assembly and the tail are. All positions count from the start of the header.
/// </summary>
internal sealed class ModelHeader
{
    public const int Size = 256;

    private const ulong Signature = 0x4C45444F4D004C4DUL;
    private const ulong TailSignature = 0x4D4C004D4F44454CUL;
    private const uint Version = 0x00010002;
    private const uint OldestVersion = 0x00010001;
    private const int LoaderLength = 24;

    public ulong ModelSignature { get; private set; }

    public uint ModelVersion { get; private set; }

    public uint ModelReadableVersion { get; private set; }

    public string Loader { get; private set; } = "";

    public string AlternativeLoader { get; private set; } = "";

    public string LoaderAssembly { get; private set; }

    public string[] Strings { get; private set; } = [];

    /// <summary>The position after the tail.</summary>
    public long End { get; private set; }

    public long ModelLength { get; private set; }

    public void Set(VersionInfo version)
    {
        ModelSignature = version.ModelSignature;
        ModelVersion = version.VerWrittenCur;
        ModelReadableVersion = version.VerReadableCur;
        Loader = version.LoaderSignature ?? "";
        AlternativeLoader = version.LoaderSignatureAlt ?? "";
        LoaderAssembly = version.LoaderAssemblyName;
        Check.State(Loader.Length <= LoaderLength && AlternativeLoader.Length <= LoaderLength, "A loader signature has at most 24 characters.");
    }

    /// <summary>Writes what follows the model block, then the header in front of it.</summary>
    public void Finish(BinaryWriter writer, long start, IReadOnlyList<string> strings)
    {
        writer.Flush();
        Stream stream = writer.BaseStream;
        byte[] header = new byte[Size];
        ModelLength = stream.Position - start - Size;
        Write(header, 0x00, Signature);
        Write(header, 0x08, Version | ((ulong)Version << 32));
        Write(header, 0x10, Size);
        Write(header, 0x18, (ulong)ModelLength);
        if (strings.Count > 0)
        {
            Write(header, 0x20, (ulong)(stream.Position - start));
            Write(header, 0x28, (ulong)strings.Count * sizeof(long));
            long end = 0;
            foreach (string text in strings)
                writer.Write(end += text.Length * sizeof(char));
            writer.Flush();
            Write(header, 0x30, (ulong)(stream.Position - start));
            Write(header, 0x38, (ulong)end);
            foreach (string text in strings)
                writer.Write(MemoryMarshal.AsBytes(text.AsSpan()));
            writer.Flush();
        }

        Write(header, 0x40, ModelSignature);
        Write(header, 0x48, ModelVersion | ((ulong)ModelReadableVersion << 32));
        Encoding.Latin1.GetBytes(Loader, header.AsSpan(0x50, LoaderLength));
        Encoding.Latin1.GetBytes(AlternativeLoader, header.AsSpan(0x68, LoaderLength));
        if (!string.IsNullOrEmpty(LoaderAssembly))
        {
            Write(header, 0x90, (ulong)(stream.Position - start));
            Write(header, 0x98, (ulong)LoaderAssembly.Length * sizeof(char));
            writer.Write(MemoryMarshal.AsBytes(LoaderAssembly.AsSpan()));
            writer.Flush();
        }

        Write(header, 0x80, (ulong)(stream.Position - start));
        writer.Write(TailSignature);
        writer.Flush();
        End = stream.Position - start;
        Write(header, 0x88, (ulong)End);
        stream.Position = start;
        stream.Write(header);
        stream.Position = start + End;
    }

    /// <summary>Reads header and strings, and leaves the reader at the model block.</summary>
    public static ModelHeader Read(BinaryReader reader, long start)
    {
        Stream stream = reader.BaseStream;
        byte[] bytes = reader.ReadBytes(Size);
        Check.Decode(bytes.Length == Size, "The model stream is too short for its header.");
        Check.Decode(Field(bytes, 0x00) == Signature, "Wrong file type");
        uint written = (uint)Field(bytes, 0x08);
        uint readable = (uint)(Field(bytes, 0x08) >> 32);
        Check.Decode(readable <= written, "Corrupt file header");
        Check.Decode(readable <= Version, "File is too new");
        Check.Decode(written >= OldestVersion, "File is too old");

        long available = stream.Length - start;
        long modelLength = (long)Field(bytes, 0x18);
        Check.Decode(Field(bytes, 0x10) == Size && modelLength >= 0 && modelLength <= available - Size);
        long next = Size + modelLength;
        string[] strings = ReadStrings(bytes, reader, start, available, ref next);
        string assembly = written > OldestVersion ? ReadAssembly(bytes, reader, start, available, ref next) : null;
        long tail = (long)Field(bytes, 0x80);
        long end = (long)Field(bytes, 0x88);
        Check.Decode(tail == next && end == tail + sizeof(ulong) && end <= available);
        stream.Position = start + tail;
        Check.Decode(reader.ReadUInt64() == TailSignature, "Corrupt model file tail");
        stream.Position = start + Size;
        return new ModelHeader
        {
            ModelSignature = Field(bytes, 0x40),
            ModelVersion = (uint)Field(bytes, 0x48),
            ModelReadableVersion = (uint)(Field(bytes, 0x48) >> 32),
            Loader = Encoding.Latin1.GetString(bytes, 0x50, LoaderLength).TrimEnd('\0'),
            AlternativeLoader = Encoding.Latin1.GetString(bytes, 0x68, LoaderLength).TrimEnd('\0'),
            LoaderAssembly = assembly,
            Strings = strings,
            ModelLength = modelLength,
            End = end,
        };
    }

    /// <summary>Throws when the model block is not what <paramref name="version"/> can read.</summary>
    public void CheckVersion(VersionInfo version)
    {
        Check.Decode(ModelSignature == version.ModelSignature, "Unknown file type");
        Check.Decode(ModelReadableVersion <= ModelVersion, "Corrupt file header");
        Check.Decode(
            ModelReadableVersion <= version.VerWrittenCur,
            $"The component '{version.LoaderSignature}' of the model is too new: it needs version 0x{ModelReadableVersion:x8}, known is 0x{version.VerWrittenCur:x8}. Train it with this version of ML.NET or an older one.");
        Check.Decode(
            ModelVersion >= version.VerWeCanReadBack,
            $"The component '{version.LoaderSignature}' of the model is too old: its version is 0x{ModelVersion:x8}, needed is 0x{version.VerWeCanReadBack:x8}. Train it anew.");
    }

    private static string[] ReadStrings(byte[] header, BinaryReader reader, long start, long available, ref long next)
    {
        long table = (long)Field(header, 0x20);
        long tableLength = (long)Field(header, 0x28);
        long chars = (long)Field(header, 0x30);
        long charsLength = (long)Field(header, 0x38);
        if (table == 0)
        {
            Check.Decode(tableLength == 0 && chars == 0 && charsLength == 0);
            return [];
        }

        Check.Decode(table == next && tableLength > 0 && tableLength % sizeof(long) == 0 && tableLength <= available - table);
        Check.Decode(chars == table + tableLength && charsLength >= 0 && charsLength % sizeof(char) == 0 && charsLength <= available - chars);
        reader.BaseStream.Position = start + table;
        long[] ends = new long[tableLength / sizeof(long)];
        for (int i = 0; i < ends.Length; i++)
            ends[i] = reader.ReadInt64();
        var strings = new string[ends.Length];
        long from = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            Check.Decode(ends[i] >= from && ends[i] <= charsLength && ends[i] % sizeof(char) == 0);
            strings[i] = ReadText(reader, ends[i] - from);
            from = ends[i];
        }

        Check.Decode(from == charsLength);
        next = chars + charsLength;
        return strings;
    }

    private static string ReadAssembly(byte[] header, BinaryReader reader, long start, long available, ref long next)
    {
        long position = (long)Field(header, 0x90);
        uint length = (uint)Field(header, 0x98);
        if (position == 0)
        {
            Check.Decode(length == 0);
            return null;
        }

        Check.Decode(position == next && length % sizeof(char) == 0 && length <= available - position);
        reader.BaseStream.Position = start + position;
        next = position + length;
        return ReadText(reader, length);
    }

    private static string ReadText(BinaryReader reader, long bytes)
    {
        byte[] text = reader.ReadBytes(checked((int)bytes));
        Check.Decode(text.Length == bytes);
        return Encoding.Unicode.GetString(text);
    }

    private static ulong Field(byte[] header, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(offset));

    private static void Write(byte[] header, int offset, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(offset), value);
}
