namespace Microsoft.ML.Data;

/// <summary>A view without some of its columns.</summary>
internal sealed class DropColumnsDataView : IDataView
{
    private readonly IDataView _source;
    private readonly int[] _kept;

    private DropColumnsDataView(IDataView source, int[] kept)
    {
        _source = source;
        _kept = kept;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(kept.Select(index => source.Schema[index]));
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema Schema { get; }

    /// <summary>Without the columns whose values cannot be kept.</summary>
    public static IDataView Uncacheable(IDataView source)
    {
        int[] kept = [.. source.Schema.Where(column => ValueSlot.CanHold(column.Type)).Select(column => column.Index)];
        return kept.Length == source.Schema.Count ? source : new DropColumnsDataView(source, kept);
    }

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return new Cursor(this, _source.GetRowCursor(SourceColumns(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return Array.ConvertAll(
            _source.GetRowCursorSet(SourceColumns(active), n, rand), input => (DataViewRowCursor)new Cursor(this, input, active));
    }

    private IEnumerable<DataViewSchema.Column> SourceColumns(bool[] active) =>
        ActiveColumns.Select(Schema, active).Select(column => _source.Schema[_kept[column.Index]]);

    private sealed class Cursor(DropColumnsDataView view, DataViewRowCursor input, bool[] active)
        : WrappingCursor(input, view.Schema, active)
    {
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Common.Check.Param(IsColumnActive(column), nameof(column), "requested column not active");
            return Input.GetGetter<TValue>(Input.Schema[view._kept[column.Index]]);
        }
    }
}
