using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>
/// One of the cursors over an <see cref="IdxDataView"/>. The rows are dealt out in blocks, block b to cursor b modulo
/// the number of cursors; <see cref="Batch"/> is the block, so that whoever merges the cursors can restore the order.
/// </summary>
internal sealed class IdxCursor(IdxDataView view, int rows, bool[] active, int[]? order, int first, int cursors) : DataViewRowCursor
{
    /// <summary>Rows in a block: few enough that cursors stay level, many enough that merging them is cheap.</summary>
    public const int BlockRows = 64;

    private long _position = -1;
    private long _next = (long)first * BlockRows;
    private long _current = -1;
    private int _row = -1;
    private bool _ended;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => _position;

    public override long Batch => _current < 0 ? 0 : _current / BlockRows;

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        view.CheckColumn(column);
        return active[column.Index];
    }

    public override bool MoveNext()
    {
        if (_ended || _next >= rows)
        {
            _ended = true;
            _position = -1;
            _row = -1;
            return false;
        }

        _current = _next;
        _row = order is null ? (int)_current : order[_current];
        _position++;
        _next = (_current + 1) % BlockRows != 0 ? _current + 1 : _current + 1 + (cursors - 1L) * BlockRows;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row(), 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not asked for when the cursor was made.");
        Delegate getter = column.Index == 0 ? GetImage : GetLabel;
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is of type {column.Type}: expected a getter of {column.Type.RawType}, found {typeof(TValue)}.");
    }

    private ValueGetter<VBuffer<byte>> GetImage => (ref VBuffer<byte> value) =>
    {
        ReadOnlySpan<byte> pixels = view.Image(Row());
        VBufferEditor<byte> editor = VBufferEditor.Create(ref value, pixels.Length);
        pixels.CopyTo(editor.Values);
        value = editor.Commit();
    };

    private ValueGetter<uint> GetLabel => (ref uint value) => value = view.Label(Row());

    private int Row() => _row >= 0
        ? _row
        : throw new InvalidOperationException("The cursor is not on a row: call MoveNext first, and stop when it returns false.");
}
