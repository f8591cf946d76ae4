using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluation;

/// <summary>Goes over the rows whose number is in a range.</summary>
internal sealed class RangeCursor(DataViewRowCursor input, bool[] active, ValueGetter<double> place, ValueRange range) : RootCursor
{
    private double _number;

    public override DataViewSchema Schema => input.Schema;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Check.State(column.Index < active.Length, $"There is no column {column.Index}.");
        return active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Check.State(IsColumnActive(column), $"The column '{column.Name}' was not asked for when this cursor was made.");
        return input.GetGetter<TValue>(column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    protected override bool MoveNextCore()
    {
        while (input.MoveNext())
        {
            place(ref _number);
            if (range.Accepts(_number))
            {
                return true;
            }
        }

        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
