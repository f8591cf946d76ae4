using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>A view of objects. A list can be shuffled and counted; any other sequence is read from the start each time.</summary>
internal sealed partial class EnumerableDataView<TRow> : IDataView
    where TRow : class
{
    private readonly IEnumerable<TRow> _rows;
    private readonly IList<TRow> _list;
    private readonly RowTypeMap _map;

    public EnumerableDataView(IEnumerable<TRow> rows, RowTypeMap map, bool asList)
    {
        _rows = rows;
        _list = asList ? rows as IList<TRow> : null;
        _map = map;
        Schema = map.ToSchema();
    }

    public bool CanShuffle => _list != null;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _list != null ? _list.Count : (_rows as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, ActiveColumns.Of(Schema, columnsNeeded), rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
