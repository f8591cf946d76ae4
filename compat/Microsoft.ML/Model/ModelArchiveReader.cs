using System.IO.Compression;
using Microsoft.ML.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Model;

/// <summary>The zip that a model is loaded from.</summary>
internal sealed class ModelArchiveReader : IDisposable
{
    private const int LargestInMemory = 1 << 26;

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];
    private readonly string _temporaryDirectory;

    public ModelArchiveReader(IHostEnvironment env, Stream stream)
    {
        _temporaryDirectory = (env as IHostEnvironmentInternal)?.TempFilePath ?? Path.GetTempPath();
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException e)
        {
            throw Check.Mark(new FormatException("Failed to open a zip archive", e));
        }

        // Files written on Windows by old versions have backslashes.
        foreach (ZipArchiveEntry entry in _archive.Entries)
            _entries[entry.FullName.Replace('\\', '/')] = entry;
    }

    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>A seekable copy of an entry, or null when there is none of that name.</summary>
    public Stream OpenOrNull(string name)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry entry))
            return null;
        Stream copy = entry.Length <= LargestInMemory
            ? new MemoryStream((int)entry.Length)
            : new FileStream(
                Path.Combine(_temporaryDirectory, $"ml_dotnet_{Guid.NewGuid():N}.tmp"),
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                1 << 16,
                FileOptions.DeleteOnClose);
        try
        {
            using Stream source = entry.Open();
            Copy(source, copy, entry);
        }
        catch (FormatException)
        {
            copy.Dispose();
            throw;
        }
        catch (InvalidDataException e)
        {
            copy.Dispose();
            throw Check.Mark(new FormatException($"The entry '{name}' of the model file is damaged.", e));
        }

        copy.Position = 0;
        return copy;
    }

    public void Dispose() => _archive.Dispose();

    // An entry may unpack to more than the archive says.
    private static void Copy(Stream source, Stream target, ZipArchiveEntry entry)
    {
        byte[] buffer = new byte[1 << 16];
        long left = entry.Length;
        for (int read = source.Read(buffer); read > 0; read = source.Read(buffer))
        {
            left -= read;
            Check.Decode(left >= 0, $"The entry '{entry.FullName}' of the model file is longer than it says ({entry.Length} bytes).");
            target.Write(buffer, 0, read);
        }

        Check.Decode(left == 0, $"The entry '{entry.FullName}' of the model file is shorter than it says ({entry.Length} bytes).");
    }
}
