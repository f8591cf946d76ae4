using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Reads the seed of a row.</summary>
internal static class SeedReader
{
    /// <summary>Whether a column of this type holds seeds.</summary>
    public static bool CanRead(DataViewType type) => type is NumberDataViewType
        && type.RawType != typeof(float) && type.RawType != typeof(double);

    /// <summary>Reads a column of integers.</summary>
    public static Func<long> OfColumn(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        Type t when t == typeof(sbyte) => Of<sbyte>(row, column),
        Type t when t == typeof(byte) => Of<byte>(row, column),
        Type t when t == typeof(short) => Of<short>(row, column),
        Type t when t == typeof(ushort) => Of<ushort>(row, column),
        Type t when t == typeof(int) => Of<int>(row, column),
        Type t when t == typeof(uint) => Of<uint>(row, column),
        Type t when t == typeof(long) => Of<long>(row, column),
        _ => Of<ulong>(row, column),
    };

    /// <summary>Makes a seed of the row's id.</summary>
    public static Func<long> OfRowId(DataViewRow row, long seed)
    {
        ValueGetter<DataViewRowId> getter = row.GetIdGetter();
        var start = new DataViewRowId((ulong)seed, 0);
        return () =>
        {
            DataViewRowId id = default;
            getter(ref id);
            DataViewRowId mixed = start.Combine(id);
            return (long)(mixed.Low ^ mixed.High);
        };
    }

    // A ulong beyond the largest long keeps its bits.
    private static Func<long> Of<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct, INumberBase<T>
    {
        ValueGetter<T> getter = row.GetGetter<T>(row.Schema[column.Index]);
        return () =>
        {
            T value = default;
            getter(ref value);
            return long.CreateTruncating(value);
        };
    }
}
