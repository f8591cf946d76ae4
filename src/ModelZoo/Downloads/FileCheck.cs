using System.Security.Cryptography;

namespace MlNetDeep;

/// <summary>Compares files with what was published about them.</summary>
internal static class FileCheck
{
    public static async Task<bool> MatchesAsync(RemoteFile file, string path, CancellationToken cancellationToken)
    {
        var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
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
