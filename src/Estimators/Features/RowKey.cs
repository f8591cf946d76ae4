using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MlNetDeep.Estimators.Features;

/// <summary>The SHA-256 of one row's input: equal rows have equal features, whatever their names and order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct RowKey(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>The bytes of a key.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    public static RowKey Of(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(input, hash);
        return MemoryMarshal.Read<RowKey>(hash);
    }

    // The key is a hash already: any part of it will do.
    public override int GetHashCode() => A.GetHashCode();
}
