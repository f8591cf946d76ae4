using System.Security.Cryptography;

namespace MlNetDeep;

/// <summary>Compares files with what was published about them.</summary>
internal static class FileCheck
{
    public static async Task<bool> MatchesAsync(RemoteFile file, string path, string? remedy, CancellationToken cancellationToken)
    {
        var stream = StorageFault.OpenRead(path, bufferSize: 0, FileOptions.SequentialScan, remedy);
        await using (stream.ConfigureAwait(false))
        {
            if (file.Size is { } size && stream.Length != size)
            {
                return false;
            }

            var hash = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
            return Convert.ToHexStringLower(hash) == file.Sha256;
        }
    }
}
