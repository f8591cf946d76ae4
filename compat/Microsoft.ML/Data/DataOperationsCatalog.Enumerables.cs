using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class
    {
        Check.Value(data, nameof(data));

        // The view needs no random numbers; but whatever is registered after it would draw others if it were not.
        _env.Register("StreamingDataView");
        return new EnumerableDataView<TRow>(
            data, RowTypeMap.Create(typeof(TRow), schemaDefinition, SchemaDefinition.Direction.Read));
    }

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        Check.Value(data, nameof(data));
        _env.Register("StreamingDataView");
        SchemaDefinition definition = schema == null ? null : SchemaDefinition.For<TRow>(schema);
        return new EnumerableDataView<TRow>(
            data, RowTypeMap.Create(typeof(TRow), definition, SchemaDefinition.Direction.Read));
    }

    public IEnumerable<TRow> CreateEnumerable<TRow>(
        IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        Check.Value(data, nameof(data));
        return Rows(data, new RowFiller<TRow>(data.Schema, ignoreMissingColumns, schemaDefinition), reuseRowObject);
    }

    private static IEnumerable<TRow> Rows<TRow>(IDataView data, RowFiller<TRow> filler, bool reuse)
        where TRow : class, new()
    {
        using DataViewRowCursor cursor = data.GetRowCursor(filler.Columns);
        Action<TRow>[] setters = filler.Bind(cursor);
        TRow row = null;
        while (cursor.MoveNext())
        {
            if (!reuse || row == null)
                row = new TRow();
            foreach (Action<TRow> set in setters)
                set(row);
            yield return row;
        }
    }
}
