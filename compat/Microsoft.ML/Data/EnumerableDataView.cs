using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>A view of objects, read from the start each time. A collection's rows are counted; not even a list's can be shuffled.</summary>
internal sealed partial class EnumerableDataView<TRow> : IDataView
    where TRow : class
{
    private readonly IEnumerable<TRow> _rows;
    private readonly RowTypeMap _map;

    public EnumerableDataView(IEnumerable<TRow> rows, RowTypeMap map)
    {
        _rows = rows;
        _map = map;
        Schema = map.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => (_rows as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, ActiveColumns.Of(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
