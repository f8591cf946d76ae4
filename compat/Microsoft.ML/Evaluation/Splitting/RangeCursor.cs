using Microsoft.ML.Data;

namespace Microsoft.ML.Evaluation;

/// <summary>Goes over the rows whose number is in a range.</summary>
internal sealed class RangeCursor(
    DataViewRowCursor input,
    ValueGetter<double> place,
    ValueRange range,
    DataViewSchema schema,
    int[] sourceIndices,
    bool[] active) : DataViewRowCursor
{
    private long _rows;
    private bool _onRow;
    private bool _done;

    public override DataViewSchema Schema => schema;

    public override long Position => _onRow ? _rows - 1 : -1;

    public override long Batch => input.Batch;

    public override bool MoveNext()
    {
        double number = 0;
        while (!_done && input.MoveNext())
        {
            place(ref number);
            if (range.Accepts(number))
            {
                _rows++;
                return _onRow = true;
            }
        }

        Dispose();
        return false;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!active[column.Index])
        {
            throw new InvalidOperationException($"The column '{column.Name}' was not asked for when this cursor was made.");
        }

        return input.GetGetter<TValue>(input.Schema[sourceIndices[column.Index]]);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_done)
        {
            _done = true;
            _onRow = false;
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
