using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MlNetDeep.Fuzz;

/// <summary>Changes of a saved model's entries; the list of their hashes is made to fit, as somebody with bad intent would.</summary>
internal static class ZipChanges
{
    private const string List = "MlNetDeep.entries.json";

    public static byte[] Apply(byte[] sample, Random random)
    {
        var entries = new List<(string Name, byte[] Content)>();
        using (var archive = new ZipArchive(new MemoryStream(sample)))
        {
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                var content = new MemoryStream();
                using Stream stream = entry.Open();
                stream.CopyTo(content);
                entries.Add((entry.FullName, content.ToArray()));
            }
        }

        int at = random.Next(entries.Count);
        byte[] old = entries[at].Content, other = entries[random.Next(entries.Count)].Content;
        byte[] changed = Changed(entries[at], other, random);
        if (random.Next(10) == 0)
            entries.RemoveAt(at);
        else
            entries[at] = (entries[at].Name, changed);

        // Headers name the hashes of what they hold, and the list those of all entries.
        entries = [.. entries.Select(e => (e.Name, Renamed(e.Content, old, changed)))];
        entries = [.. entries.Select(e => e.Name == List ? (List, Listed(entries)) : e)];

        var result = new MemoryStream();
        using (var archive = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(content);
            }
        }

        return result.ToArray();
    }

    private static byte[] Changed((string Name, byte[] Content) entry, byte[] other, Random random) =>
        entry.Name.EndsWith(".onnx", StringComparison.Ordinal) && random.Next(2) == 0
            ? GraphChanges.Apply(entry.Content, random)
            : ByteChanges.Apply(entry.Content, other.Length == 0 ? [0] : other, random);

    private static byte[] Renamed(byte[] content, byte[] old, byte[] changed)
    {
        if (content.Length == 0 || content[0] != '{' || old.AsSpan().SequenceEqual(content))
            return content;
        string text = Encoding.UTF8.GetString(content), hash = Convert.ToHexString(SHA256.HashData(old));
        return text.Contains(hash, StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes(text.Replace(hash, Convert.ToHexString(SHA256.HashData(changed)), StringComparison.Ordinal)
                .Replace($"\"length\":{old.Length}", $"\"length\":{changed.Length}", StringComparison.Ordinal))
            : content;
    }

    private static byte[] Listed(List<(string Name, byte[] Content)> entries) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        version = 1,
        entries = entries.Where(e => e.Name != List).Select(e =>
            new { entry = e.Name, length = e.Content.Length, sha256 = Convert.ToHexString(SHA256.HashData(e.Content)) }),
    });
}
