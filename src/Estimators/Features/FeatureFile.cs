using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace MlNetDeep.Estimators.Features;

/// <summary>
/// A file of features: a header (magic, number of features, number of rows, the cache's key), the keys of the rows, their
/// features, and the SHA-256 of everything before it. Files are named for that checksum, appear complete or not at all,
/// and are never changed.
/// </summary>
internal sealed class FeatureFile : IFeatureBlock
{
    public const string Extension = ".features";

    private const int HeaderLength = 8 + sizeof(int) + sizeof(int) + SHA256.HashSizeInBytes;
    private const int ReadLength = 1 << 17;

    private static readonly byte[] _magic = "MLNDFEA1"u8.ToArray();

    private readonly SafeFileHandle _handle;
    private readonly int _size;

    private FeatureFile(SafeFileHandle handle, int size, RowKey[] keys)
    {
        _handle = handle;
        _size = size;
        Keys = keys;
    }

    /// <summary>The rows whose features the file has.</summary>
    public RowKey[] Keys { get; }

    /// <summary>Opens a file and checks all of it; null when it is not what a writer of this version left behind.</summary>
    /// <exception cref="StorageException">The file cannot be read.</exception>
    public static FeatureFile? Open(string path, byte[] cacheKey, int size, string? remedy = null)
    {
        SafeFileHandle handle = StorageFault.OpenHandle(path, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess, remedy);
        FeatureFile? file = null;
        try
        {
            return ReadKeys(handle, cacheKey, size) is { } keys ? file = new FeatureFile(handle, size, keys) : null;
        }
        finally
        {
            if (file is null)
            {
                handle.Dispose();
            }
        }
    }

    /// <summary>Writes features to a folder; gives the path of the file.</summary>
    /// <exception cref="StorageException">The file cannot be written; nothing of it is left behind.</exception>
    public static string Write(string folder, byte[] cacheKey, int size, ReadOnlySpan<RowKey> keys, ReadOnlySpan<float> features)
    {
        byte[] header = new byte[HeaderLength];
        _magic.CopyTo(header, 0);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), size);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), keys.Length);
        cacheKey.CopyTo(header, 16);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(MemoryMarshal.AsBytes(keys));
        hash.AppendData(MemoryMarshal.AsBytes(features));
        byte[] checksum = hash.GetHashAndReset();

        // Processes that compute the same write the same file.
        string path = Path.Combine(folder, Convert.ToHexStringLower(checksum.AsSpan(0, 16)) + Extension);
        byte[] keyBytes = MemoryMarshal.AsBytes(keys).ToArray();
        float[] values = features.ToArray();
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            stream.Write(keyBytes);
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            stream.Write(checksum);
        });
        return path;
    }

    public void Read(int index, Span<float> features)
    {
        long offset = HeaderLength + ((long)Keys.Length * RowKey.Size) + ((long)index * _size * sizeof(float));
        Span<byte> bytes = MemoryMarshal.AsBytes(features[.._size]);
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(_handle, bytes, offset);
            if (read == 0)
            {
                throw new TrainingException("A file of cached features became shorter while it was in use. Start again.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }

    public void Dispose() => _handle.Dispose();

    private static RowKey[]? ReadKeys(SafeFileHandle handle, byte[] cacheKey, int size)
    {
        long length = RandomAccess.GetLength(handle);
        Span<byte> header = stackalloc byte[HeaderLength];
        if (length < HeaderLength + SHA256.HashSizeInBytes || RandomAccess.Read(handle, header, 0) != HeaderLength)
        {
            return null;
        }

        int rows = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        if (!header[..8].SequenceEqual(_magic) || BinaryPrimitives.ReadInt32LittleEndian(header[8..]) != size
            || !header[16..].SequenceEqual(cacheKey) || rows < 1
            || length != HeaderLength + (rows * (RowKey.Size + ((long)size * sizeof(float)))) + SHA256.HashSizeInBytes)
        {
            return null;
        }

        // The length was checked: so many keys are really there.
        var keys = new RowKey[rows];
        return HasChecksum(handle, length - SHA256.HashSizeInBytes)
            && RandomAccess.Read(handle, MemoryMarshal.AsBytes(keys.AsSpan()), HeaderLength) == (long)rows * RowKey.Size
                ? keys
                : null;
    }

    private static bool HasChecksum(SafeFileHandle handle, long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[ReadLength];
        long offset = 0;
        while (offset < length)
        {
            int read = RandomAccess.Read(handle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - offset)), offset);
            if (read == 0)
            {
                return false;
            }

            hash.AppendData(buffer, 0, read);
            offset += read;
        }

        Span<byte> stated = stackalloc byte[SHA256.HashSizeInBytes];
        return RandomAccess.Read(handle, stated, length) == stated.Length && stated.SequenceEqual(hash.GetHashAndReset());
    }
}
