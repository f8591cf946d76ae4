using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>Passes the input's columns through when none of the scores is wanted: the network does not run.</summary>
internal sealed class UnscoredCursor(ScoreBindings bindings, DataViewRowCursor input, bool[] active) : DataViewRowCursor
{
    private bool _disposed;

    public override DataViewSchema Schema => bindings.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool MoveNext() => input.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active[bindings.Index(column)];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => IsColumnActive(column)
        ? input.GetGetter<TValue>(input.Schema[column.Index])
        : throw ScoreBindings.Inactive(column);

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}
