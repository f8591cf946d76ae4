using Microsoft.ML;

namespace MlNetDeep.Estimators;

/// <summary>A data view with painted pictures; nothing is painted before the column of a row is read.</summary>
internal sealed class StyleDataView(StyleBindings bindings, IDataView input) : IDataView
{
    public DataViewSchema Schema => bindings.OutputSchema;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = bindings.Active(columnsNeeded);
        return new StyledCursor(bindings, input.GetRowCursor(bindings.Inputs(active), rand), active);
    }

    // One picture is painted at a time, whoever asks.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
