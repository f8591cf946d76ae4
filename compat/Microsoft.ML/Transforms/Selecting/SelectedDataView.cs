using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>A view of some of the columns of another one.</summary>
internal sealed class SelectedDataView(IDataView source, ColumnSelection selection) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => selection.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return new Cursor(source.GetRowCursor(selection.Sources(active), rand), selection, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return Array.ConvertAll(
            source.GetRowCursorSet(selection.Sources(active), n, rand),
            input => (DataViewRowCursor)new Cursor(input, selection, active));
    }

    private sealed class Cursor(DataViewRowCursor input, ColumnSelection selection, bool[] active)
        : WrappingCursor(input, selection.Schema, active)
    {
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Check.Param(IsColumnActive(column), nameof(column), "requested column not active");
            return Input.GetGetter<TValue>(selection.Source(column));
        }
    }
}
