using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>A cursor that stands on the rows of another one, and gives its columns unless told otherwise.</summary>
internal abstract class WrappingCursor : DataViewRowCursor
{
    private readonly bool[] _active;

    protected WrappingCursor(DataViewRowCursor input, DataViewSchema schema, bool[] active)
    {
        Input = input;
        Schema = schema;
        _active = active;
    }

    public override DataViewSchema Schema { get; }

    public override long Position => Input.Position;

    public override long Batch => Input.Batch;

    protected DataViewRowCursor Input { get; }

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Check.Param(column.Index < _active.Length, nameof(column), $"There is no column {column.Index}.");
        return _active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Check.Param(IsColumnActive(column), nameof(column), "requested column not active");
        return Input.GetGetter<TValue>(column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    public override bool MoveNext() => Input.MoveNext();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}
