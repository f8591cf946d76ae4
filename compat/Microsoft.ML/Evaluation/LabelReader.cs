using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluation;

/// <summary>Reads labels of any allowed type as numbers: keys count from 0 then, a missing key is NaN, true is 1.</summary>
internal static class LabelReader
{
    public static ValueGetter<float> Create(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType key)
        {
            return key.RawType == typeof(uint) ? FromKey<uint>(row, column, key)
                : key.RawType == typeof(byte) ? FromKey<byte>(row, column, key)
                : key.RawType == typeof(ushort) ? FromKey<ushort>(row, column, key)
                : FromKey<ulong>(row, column, key);
        }

        if (column.Type == NumberDataViewType.Single)
        {
            return row.GetGetter<float>(column);
        }

        return column.Type == NumberDataViewType.Double
            ? Convert<double>(row, column, value => (float)value)
            : Convert<bool>(row, column, value => value ? 1 : 0);
    }

    private static ValueGetter<float> FromKey<T>(DataViewRow row, DataViewSchema.Column column, KeyDataViewType type)
        where T : unmanaged, System.Numerics.INumberBase<T> =>
        Convert<T>(row, column, value =>
        {
            ulong key = ulong.CreateTruncating(value);
            return key > 0 && key <= type.Count ? key - 1 : float.NaN;
        });

    private static ValueGetter<float> Convert<T>(DataViewRow row, DataViewSchema.Column column, Func<T, float> convert)
    {
        ValueGetter<T> source = row.GetGetter<T>(column);
        T value = default;
        return (ref float label) =>
        {
            source(ref value);
            label = convert(value);
        };
    }
}
