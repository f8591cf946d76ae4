using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>The row that a prediction engine feeds its examples through.</summary>
internal sealed class InputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly Delegate[] _getters;
    private TRow _current;
    private long _position = -1;

    public InputRow(RowTypeMap map)
    {
        Schema = map.ToSchema();
        var getters = new MemberGetters<TRow>(() => _current ?? throw RowState.NotOnRow());
        _getters = Array.ConvertAll(map.Columns, getters.Create);
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema { get; }

    public void Set(TRow row)
    {
        _current = row;
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Check.State(column.Index < _getters.Length, $"Column index must be between 0 and {_getters.Length}");
        return true;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        ActiveColumns.Getter<TValue>(_getters, column);

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);
}
