using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Compat.Tests.Data;

/// <summary>Reading views in tests.</summary>
internal static class Views
{
    /// <summary>The values of a column, each read into a buffer of its own.</summary>
    public static T[] Read<T>(this IDataView view, string columnName, Random? random = null)
    {
        DataViewSchema.Column column = view.Schema[columnName];
        using DataViewRowCursor cursor = view.GetRowCursor([column], random);
        return cursor.Read<T>(columnName);
    }

    public static T[] Read<T>(this DataViewRowCursor cursor, string columnName)
    {
        ValueGetter<T> getter = cursor.GetGetter<T>(cursor.Schema[columnName]);
        var values = new List<T>();
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            values.Add(value);
        }

        return [.. values];
    }

    public static string[] ReadText(this IDataView view, string columnName) =>
        [.. view.Read<ReadOnlyMemory<char>>(columnName).Select(text => text.ToString())];

    public static string[] TextAnnotation(this DataViewSchema.Column column, string kind)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(kind, ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    public static DataViewRowId[] Ids(this IDataView view)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ValueGetter<DataViewRowId> getter = cursor.GetIdGetter();
        var ids = new List<DataViewRowId>();
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            getter(ref id);
            ids.Add(id);
        }

        return [.. ids];
    }
}
