using Microsoft.ML;

namespace MlNetDeep.Transforms;

/// <summary>A data view with scores; nothing is computed before a cursor asks for it.</summary>
internal sealed class ScoredDataView(ScoreBindings bindings, IDataView input) : IDataView
{
    public DataViewSchema Schema => bindings.OutputSchema;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bindings.Scorer.Session.ThrowIfDisposed();
        bool[] active = bindings.Active(columnsNeeded);
        return Wrap(input.GetRowCursor(bindings.Inputs(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bindings.Scorer.Session.ThrowIfDisposed();
        bool[] active = bindings.Active(columnsNeeded);
        DataViewRowCursor[] cursors = input.GetRowCursorSet(bindings.Inputs(active), n, rand);
        return Array.ConvertAll(cursors, cursor => Wrap(cursor, active));
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active)
    {
        DataViewRowCursor? wrapped = null;
        try
        {
            return wrapped = bindings.NeedsNetwork(active)
                ? new ScoredCursor(bindings, cursor, active)
                : new UnscoredCursor(bindings, cursor, active);
        }
        finally
        {
            if (wrapped is null)
                cursor.Dispose();
        }
    }
}
