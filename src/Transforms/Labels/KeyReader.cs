using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Reads keys of every type that ML.NET has for them.</summary>
internal static class KeyReader
{
    /// <summary>A function that reads the key of the present row; keys count from 1, 0 is a missing one.</summary>
    public static Func<ulong> Create(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        Type type when type == typeof(byte) => Of<byte>(row, column, static value => value),
        Type type when type == typeof(ushort) => Of<ushort>(row, column, static value => value),
        Type type when type == typeof(uint) => Of<uint>(row, column, static value => value),
        _ => Of<ulong>(row, column, static value => value),
    };

    private static Func<ulong> Of<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> widen)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return widen(value);
        };
    }
}
