using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Some rows of a view, by row and by column.</summary>
public sealed class DataDebuggerPreview
{
    internal DataDebuggerPreview(IDataView data, int maxRows)
    {
        Check.Value(data, nameof(data));
        Check.Param(maxRows >= 0, nameof(maxRows));
        Schema = data.Schema;
        var rows = ImmutableArray.CreateBuilder<RowInfo>();
        using (DataViewRowCursor cursor = data.GetRowCursor(Schema))
        {
            Func<object>[] readers = [.. Schema.Select(column => GenericCall.Invoke<Func<object>>(Reader<int>, column.Type.RawType, cursor, column))];
            while (rows.Count < maxRows && cursor.MoveNext())
                rows.Add(new RowInfo([.. Schema.Select(column => KeyValuePair.Create(column.Name, readers[column.Index]()))]));
        }

        RowView = rows.ToImmutable();
        ColumnView =
        [
            .. Schema.Select(column => new ColumnInfo(column, [.. RowView.Select(row => row.Values[column.Index].Value)])),
        ];
    }

    public DataViewSchema Schema { get; }

    public ImmutableArray<ColumnInfo> ColumnView { get; }

    public ImmutableArray<RowInfo> RowView { get; }

    public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

    private static Func<object> Reader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            get(ref value);
            return value;
        };
    }

    /// <summary>A row.</summary>
    public sealed class RowInfo
    {
        internal RowInfo(KeyValuePair<string, object>[] values)
        {
            Values = values;
        }

        [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
        public KeyValuePair<string, object>[] Values { get; }

        public override string ToString() => $"{Values.Length} columns";
    }

    /// <summary>A column.</summary>
    public sealed class ColumnInfo
    {
        internal ColumnInfo(DataViewSchema.Column column, object[] values)
        {
            Column = column;
            Values = values;
        }

        public DataViewSchema.Column Column { get; }

        public object[] Values { get; }

        public override string ToString() => $"{Column.Name}: {Column.Type}";
    }
}
