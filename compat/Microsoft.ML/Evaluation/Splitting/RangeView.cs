using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluation;

/// <summary>The rows of a view whose number is in a range.</summary>
internal sealed class RangeView(IDataView source, RowPlace place, ValueRange range) : IDataView
{
    public DataViewSchema Schema => source.Schema;

    // A number by position is lost when the rows come in another order.
    public bool CanShuffle => place.Column is not null && source.CanShuffle;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return Filter(source.GetRowCursor(Inputs(active), place.Column is null ? null : rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        if (place.Column is null)
        {
            return [GetRowCursor(columnsNeeded, rand)];
        }

        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return Array.ConvertAll(source.GetRowCursorSet(Inputs(active), n, rand), input => Filter(input, active));
    }

    private DataViewRowCursor Filter(DataViewRowCursor input, bool[] active) => new RangeCursor(input, active, place.Bind(input), range);

    private IEnumerable<DataViewSchema.Column> Inputs(bool[] active) =>
        Schema.Where(column => active[column.Index] || column.Index == place.Column?.Index);
}
