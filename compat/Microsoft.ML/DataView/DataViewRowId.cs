using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Data;

/// <summary>
/// A 128-bit identity of a row. Derived identities follow the mixing rounds of MurmurHash3 (128 bit), without its final
/// mix: uniqueness is all that is asked of them.
/// </summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;
    public readonly ulong High;

    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DataViewRowId Fork()
    {
        // The block (1, 0).
        DataViewRowId next = Next();
        return new DataViewRowId(next.Low ^ (BitOperations.RotateLeft(C1, 31) * C2), next.High);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DataViewRowId Next() => Round(Low, High, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DataViewRowId Combine(DataViewRowId other)
    {
        DataViewRowId block = other.Fork();
        ulong k1 = BitOperations.RotateLeft(block.Low * C1, 31) * C2;
        ulong k2 = BitOperations.RotateLeft(block.High * C2, 33) * C1;
        return Round(Low ^ k1, High, k2);
    }

    public int CompareTo(DataViewRowId other)
    {
        int high = High.CompareTo(other.High);
        return high != 0 ? high : Low.CompareTo(other.Low);
    }

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DataViewRowId Round(ulong h1, ulong h2, ulong k2)
    {
        h1 = ((BitOperations.RotateLeft(h1, 27) + h2) * 5) + 0x52dce729;
        h2 ^= k2;
        h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
        return new DataViewRowId(h1, h2);
    }
}
