using Microsoft.ML;

namespace MlNetDeep.Transforms;

/// <summary>A data view with prepared images; nothing is read before a cursor asks for it.</summary>
internal sealed class PreparedDataView(PreparationBindings bindings, IDataView input) : IDataView
{
    public DataViewSchema Schema => bindings.OutputSchema;

    public bool CanShuffle => input.CanShuffle;

    // How many rows will be left out is not known beforehand.
    public long? GetRowCount() => bindings.Transformer.Options.BadImages == BadImageAction.Skip ? null : input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = bindings.Active(columnsNeeded);
        return Wrap(input.GetRowCursor(bindings.Inputs(active), rand), active, 1);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = bindings.Active(columnsNeeded);
        DataViewRowCursor[] cursors = input.GetRowCursorSet(bindings.Inputs(active), n, rand);
        return Array.ConvertAll(cursors, cursor => Wrap(cursor, active, cursors.Length));
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active, int cursors)
    {
        if (!bindings.Prepares(active))
            return new UnpreparedCursor(bindings, cursor, active);
        int threads = bindings.Transformer.Options.Threads;
        threads = threads > 0 ? threads : Environment.ProcessorCount;
        return new PreparedCursor(bindings, cursor, active, Math.Max(1, threads / cursors));
    }
}
