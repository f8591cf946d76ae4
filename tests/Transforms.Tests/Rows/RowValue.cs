using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Transforms.Tests.RowContract;

/// <summary>The values of a row's column in a form that can be compared, whatever the column's type.</summary>
internal static class RowValue
{
    /// <summary>A function that reads the current row's value: a text, or numbers.</summary>
    public static Func<object> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        Type type = column.Type.RawType;
        return type == typeof(VBuffer<float>) ? Vector<float>(row, column, value => value)
            : type == typeof(VBuffer<byte>) ? Vector<byte>(row, column, value => value)
            : type == typeof(float) ? Scalar<float>(row, column, value => new double[] { value })
            : type == typeof(int) ? Scalar<int>(row, column, value => new double[] { value })
            : type == typeof(uint) ? Scalar<uint>(row, column, value => new double[] { value })
            : type == typeof(long) ? Scalar<long>(row, column, value => new double[] { value })
            : type == typeof(bool) ? Scalar<bool>(row, column, value => new double[] { value ? 1 : 0 })
            : type == typeof(MLImage) ? Scalar<MLImage>(row, column, value => value.Pixels.ToArray().Select(pixel => (double)pixel).ToArray())
            : Scalar<ReadOnlyMemory<char>>(row, column, value => value.ToString());
    }

    /// <summary>The values of some columns in all rows.</summary>
    public static List<object[]> ReadAll(IDataView view, params IReadOnlyList<DataViewSchema.Column> columns)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(columns);
        return ReadAll(cursor, columns);
    }

    /// <summary>The values of some columns in all rows that are left.</summary>
    public static List<object[]> ReadAll(DataViewRowCursor cursor, IReadOnlyList<DataViewSchema.Column> columns)
    {
        Func<object>[] readers = [.. columns.Select(column => Reader(cursor, column))];
        var rows = new List<object[]>();
        while (cursor.MoveNext())
            rows.Add([.. readers.Select(read => read())]);
        return rows;
    }

    /// <summary>Numbers may differ in their last places: rows of other groups are added up in another order.</summary>
    public static void AssertSame(object expected, object actual)
    {
        if (expected is double[] numbers)
            Assert.Equal(numbers, (double[])actual, (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
        else
            Assert.Equal(expected, actual);
    }

    private static Func<object> Vector<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> number)
    {
        VBuffer<T> buffer = default;
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        return () =>
        {
            getter(ref buffer);
            return buffer.DenseValues().Select(number).ToArray();
        };
    }

    private static Func<object> Scalar<T>(DataViewRow row, DataViewSchema.Column column, Func<T, object> make)
    {
        T value = default!;
        ValueGetter<T> getter = row.GetGetter<T>(column);
        return () =>
        {
            getter(ref value);
            return make(value);
        };
    }
}
