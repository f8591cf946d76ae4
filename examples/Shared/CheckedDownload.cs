using System.IO.Compression;
using System.Security.Cryptography;

namespace MlNetDeep.Examples;

/// <summary>
/// Downloads known files as NAME.gz from a base address. A file appears in the folder only when its content is the one
/// expected; copies packed by different programs are all the same to it, since the unpacked bytes are checked.
/// </summary>
public static class CheckedDownload
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Fetches the files that the folder lacks.</summary>
    /// <param name="baseAddress">Address of the folder on the server, http or https.</param>
    /// <param name="folder">Where to put them; created when missing.</param>
    /// <param name="files">The files.</param>
    /// <param name="log">Gets a line a file.</param>
    /// <exception cref="HttpRequestException">The server does not give a file.</exception>
    /// <exception cref="InvalidDataException">The content is not the one expected; nothing of it is kept.</exception>
    public static async Task FetchAsync(Uri baseAddress, string folder, IReadOnlyList<KnownFile> files, TextWriter log)
    {
        Directory.CreateDirectory(folder);
        using HttpClient client = new() { Timeout = Patience };
        Uri root = new(baseAddress.AbsoluteUri.TrimEnd('/') + "/");
        foreach (KnownFile file in files)
        {
            string target = Path.Combine(folder, file.Name);
            if (File.Exists(target) || File.Exists(target + ".gz"))
                continue;
            Uri address = new(root, file.Name + ".gz");
            log.WriteLine($"Downloading {address}");
            await FetchAsync(client, address, target, file);
        }
    }

    private static async Task FetchAsync(HttpClient client, Uri address, string target, KnownFile file)
    {
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (FileStream output = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await using Stream packed = await client.GetStreamAsync(address);
                await using GZipStream unpacked = new(packed, CompressionMode.Decompress);
                await CopyCheckedAsync(unpacked, output, address, file);
                output.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task CopyCheckedAsync(Stream input, Stream output, Uri address, KnownFile file)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        for (int got; (got = await input.ReadAsync(buffer)) > 0;)
        {
            length += got;
            if (length > file.Length)
                throw new InvalidDataException($"{address}: expected {file.Length} bytes when unpacked, found more. This is not {file.Name}.");
            hash.AppendData(buffer, 0, got);
            await output.WriteAsync(buffer.AsMemory(0, got));
        }

        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (length != file.Length || !found.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException(
                $"{address}: expected {file.Length} bytes with SHA-256 {file.Sha256} when unpacked, found {length} bytes with {found}. This is not {file.Name}.");
        }
    }
}
