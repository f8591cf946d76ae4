using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>The values of one column.</summary>
public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) =>
        GetColumn<T>(data, data.Schema[columnName]);

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        Check.Value(data, nameof(data));
        Check.NonEmpty(column.Name, nameof(column));
        DataViewSchema.Column actual = data.Schema[column.Index];
        Check.Param(
            actual.Name == column.Name && actual.Type == column.Type,
            nameof(column),
            $"column with name {column.Name}, type {column.Type}, and index {column.Index} cannot be found in data");
        if (column.Type.RawType == typeof(T))
            return Read<T, T>(data, column, value => value);
        if (typeof(T) == typeof(string) && column.Type is TextDataViewType)
            return (IEnumerable<T>)Read<ReadOnlyMemory<char>, string>(data, column, text => text.ToString());
        if (typeof(T).IsArray && column.Type is VectorDataViewType vector)
        {
            Type item = typeof(T).GetElementType();
            if (item == vector.ItemType.RawType)
                return GenericCall.Invoke<IEnumerable<T>>(ReadArrays<int>, item, data, column);
            if (item == typeof(string) && vector.ItemType is TextDataViewType)
                return (IEnumerable<T>)Read<VBuffer<ReadOnlyMemory<char>>, string[]>(data, column, Texts);
        }

        throw Check.BadParam(
            nameof(column), $"Cannot map column (name: {column.Name}, type: {column.Type}) in data to the user-defined type, {typeof(T)}.");
    }

    private static string[] Texts(VBuffer<ReadOnlyMemory<char>> buffer)
    {
        string[] texts = new string[buffer.Length];
        foreach (KeyValuePair<int, ReadOnlyMemory<char>> item in buffer.Items())
            texts[item.Key] = item.Value.ToString();
        return texts;
    }

    private static IEnumerable<T[]> ReadArrays<T>(IDataView data, DataViewSchema.Column column) =>
        Read<VBuffer<T>, T[]>(data, column, buffer =>
        {
            var values = new T[buffer.Length];
            buffer.CopyTo(values);
            return values;
        });

    private static IEnumerable<TResult> Read<TValue, TResult>(
        IDataView data, DataViewSchema.Column column, Func<TValue, TResult> convert)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<TValue> get = cursor.GetGetter<TValue>(column);
        TValue value = default;
        while (cursor.MoveNext())
        {
            get(ref value);
            yield return convert(value);
        }
    }
}
