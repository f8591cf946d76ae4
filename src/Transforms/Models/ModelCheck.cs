using System.IO.Compression;
using System.IO.Hashing;
using System.Reflection;
using Microsoft.ML;

namespace MlNetDeep;

/// <summary>
/// Looks through a model file before ML.NET does: its sizes, what its list says, the assemblies that its entries name, and
/// whether its schema can be read to an end. The file may come from anywhere; loading it still runs ML.NET's own readers,
/// which were not made for hostile files.
/// </summary>
internal static class ModelCheck
{
    /// <summary>The most entries; each transformer has a few.</summary>
    public const int MaxEntries = 20_000;

    /// <summary>The most bytes of all entries, unpacked.</summary>
    public const long MaxBytes = 16L << 30;

    /// <summary>The most times that an entry of more than <see cref="SmallEntry"/> may be larger than its packed form.</summary>
    public const long MaxRatio = 200;

    /// <summary>The bytes of an entry that may be packed as well as it can be.</summary>
    public const long SmallEntry = 16 << 20;

    /// <summary>Checks a file; afterwards the stream stands at its beginning.</summary>
    /// <exception cref="ModelFileException">The file is damaged, or was made to do harm.</exception>
    public static void Run(MLContext mlContext, Stream stream, string path)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            CheckSizes(archive, path);
            EntryList? list = EntryList.Read(archive);
            if (list?.Entries.FirstOrDefault(part => archive.GetEntry(part.Entry) is null) is { } missing)
                throw SavedParts.Damaged(missing.Entry, "it is missing");
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                if (entry.FullName != EntryList.Name)
                    CheckEntry(mlContext, entry, list);
            }
        }
        catch (InvalidDataException error)
        {
            throw new ModelFileException(path,
                $"'{path}' cannot be loaded: {error.Message} The file is truncated, was altered, or is not an ML.NET model.", error);
        }

        stream.Position = 0;
    }

    /// <summary>Whether an exception is what ML.NET's readers say of content that they cannot use.</summary>
    public static bool IsOfTheContent(Exception error) => error is FormatException or InvalidDataException or InvalidOperationException
        or IOException or BadImageFormatException or TargetInvocationException or ArgumentException or OverflowException
        or NotSupportedException or IndexOutOfRangeException or InvalidCastException or NullReferenceException or OutOfMemoryException;

    private static void CheckSizes(ZipArchive archive, string path)
    {
        if (archive.Entries.Count > MaxEntries)
            throw Refused(path, $"it has {archive.Entries.Count} entries; expected {MaxEntries} at most");

        // ML.NET takes both slashes as one, and for some entries small and capital letters too.
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        long bytes = 0;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            string name = entry.FullName.Replace('\\', '/');
            if (!names.Add(name))
                throw Refused(path, $"it has two entries '{name}'");
            if (name.StartsWith('/') || name.Contains("..", StringComparison.Ordinal) || name.Contains('\0') || Path.IsPathRooted(name))
                throw Refused(path, $"the name of entry '{name}' is no relative path");
            if (entry.Length > SmallEntry && entry.Length / MaxRatio > entry.CompressedLength)
            {
                throw Refused(path, $"entry '{name}' unpacks from {entry.CompressedLength} to {entry.Length} bytes; expected {MaxRatio} "
                    + "times as many at most");
            }

            if (entry.Length > Array.MaxLength)
                throw Refused(path, $"entry '{name}' has {entry.Length} bytes; expected {Array.MaxLength} at most");
            bytes += entry.Length;
        }

        if (bytes > MaxBytes)
            throw Refused(path, $"its entries have {bytes} bytes together; expected {MaxBytes} at most");
    }

    private static void CheckEntry(MLContext mlContext, ZipArchiveEntry entry, EntryList? list)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)entry.Length);
        using (Stream stream = entry.Open())
        {
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length < bytes.Length || stream.ReadByte() >= 0)
                throw SavedParts.Damaged(entry.FullName, $"the archive says that it has {bytes.Length} bytes, but it has {(length < bytes.Length ? length : "more")}");
        }

        if (list is not null)
            list.Check(entry.FullName, bytes);
        else if (Crc32.HashToUInt32(bytes) != entry.Crc32)
            throw SavedParts.Damaged(entry.FullName, "its bytes do not have the CRC-32 that the archive says");
        foreach (string assembly in ModelHeaders.AssembliesIn(entry.FullName, bytes))
        {
            if (!ModelHeaders.IsKnown(assembly))
            {
                throw new ModelFileException(entry.FullName,
                    $"Entry '{entry.FullName}' of the model file names the assembly '{assembly}', which ML.NET would load. Only ML.NET's "
                    + "own assemblies and those that the app has loaded already may be named: if it is yours, use a type of it first, "
                    + "in mlContext.ComponentCatalog.RegisterAssembly(typeof(...).Assembly) for example; otherwise the file was made to do harm.");
            }
        }

        if (SchemaProbe.IsSchema(bytes))
            SchemaProbe.Check(mlContext, entry.FullName, bytes);
    }

    private static ModelFileException Refused(string path, string what) => new(path,
        $"'{path}' is not loaded: {what}. The file was altered, or made to do harm.");
}
