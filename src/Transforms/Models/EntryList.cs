using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace MlNetDeep;

/// <summary>
/// The list of a model file's entries with their SHA-256, an entry itself. It finds what was altered; whoever alters a file
/// on purpose can alter the list too, so it says nothing about where the file comes from.
/// </summary>
/// <param name="Version">The version of this form.</param>
/// <param name="Entries">All entries but the list.</param>
internal sealed record EntryList(int Version, IReadOnlyList<SavedPart> Entries)
{
    /// <summary>The name of the list's own entry.</summary>
    public const string Name = "MlNetDeep.entries.json";

    private const int CurrentVersion = 1;
    private const int MaxLength = 1 << 24;

    private Dictionary<string, SavedPart>? _byName;

    /// <summary>Adds the list to a model file that was just written; the stream stays open.</summary>
    /// <exception cref="InvalidDataException">What was written is no archive.</exception>
    public static void Append(Stream stream)
    {
        stream.Flush();
        stream.Position = 0;
        SavedPart[] parts;
        using (var written = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
        {
            parts = [.. written.Entries.Select(entry =>
            {
                using Stream content = entry.Open();
                return new SavedPart(entry.FullName, entry.Length, Convert.ToHexString(SHA256.HashData(content)));
            })];
        }

        if (parts.Length == 0)
            throw new InvalidDataException("The archive has no entries.");

        // Entries that are not opened for updating are left as they are; others would be packed once more.
        using var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true);
        using Stream list = archive.CreateEntry(Name).Open();
        JsonSerializer.Serialize(list, new EntryList(CurrentVersion, parts), SavedJson.Default.EntryList);
    }

    /// <summary>Reads the list of a model file; null when ML.NET alone saved it.</summary>
    /// <exception cref="ModelFileException">The list is damaged.</exception>
    public static EntryList? Read(ZipArchive archive)
    {
        if (archive.GetEntry(Name) is not { } entry)
            return null;
        if (entry.Length > MaxLength)
            throw SavedParts.Damaged(Name, $"it has {entry.Length} bytes; expected {MaxLength} at most");
        try
        {
            using Stream stream = entry.Open();
            return JsonSerializer.Deserialize(stream, SavedJson.Default.EntryList) is { Version: CurrentVersion } list && !list.Entries.Contains(null!)
                ? list
                : throw SavedParts.Damaged(Name, $"it is not a list of version {CurrentVersion}");
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw SavedParts.Damaged(Name, error.Message, error);
        }
    }

    /// <summary>Checks an entry's bytes against the list.</summary>
    /// <exception cref="ModelFileException">The entry is not listed, or was altered.</exception>
    public void Check(string entry, ReadOnlySpan<byte> bytes)
    {
        _byName ??= Entries.DistinctBy(part => part.Entry).ToDictionary(part => part.Entry, StringComparer.Ordinal);
        SavedPart part = _byName.GetValueOrDefault(entry) ?? throw SavedParts.Damaged(entry, $"'{Name}' does not list it");
        if (bytes.Length != part.Length)
            throw SavedParts.Damaged(entry, $"it has {bytes.Length} bytes; {part.Length} were saved");
        string hash = Convert.ToHexString(SHA256.HashData(bytes));
        if (!string.Equals(hash, part.Sha256, StringComparison.OrdinalIgnoreCase))
            throw SavedParts.Damaged(entry, $"its SHA-256 is {hash}; {part.Sha256} was saved");
    }
}
