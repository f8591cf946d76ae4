using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>
/// One of the cursors over <see cref="SampleRows"/>. The rows are dealt out in blocks, block b to cursor b modulo the
/// number of cursors; <see cref="Batch"/> is the block, so that whoever merges the cursors can restore the order.
/// </summary>
internal sealed class SampleCursor(SampleRows rows, bool[] active, int first, int cursors) : DataViewRowCursor
{
    /// <summary>Rows in a block: as many as a batch has by default.</summary>
    public const int BlockRows = 64;

    private long _block = first - cursors;
    private long _row = -1;
    private long _last = -1;
    private long _position = -1;
    private bool _ended;

    public override DataViewSchema Schema => rows.Schema;

    public override long Position => _position;

    public override long Batch => Math.Max(_block, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => active[rows.Index(column)];

    public override bool MoveNext()
    {
        if (!_ended && _row >= _last)
        {
            // Counting in blocks first: the number of a row that does not exist might not fit.
            _block += cursors;
            _ended = _block > (rows.Count - 1) / BlockRows || rows.Count == 0;
            if (!_ended)
            {
                _row = (_block * BlockRows) - 1;
                _last = Math.Min(rows.Count - _row - 1, BlockRows) + _row;
            }
        }

        if (_ended)
        {
            _row = _position = -1;
            return false;
        }

        _row++;
        _position++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row(), 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw ScoreBindings.Inactive(column);
        Delegate getter = column.Name == SampleRows.SeedColumnName
            ? (ValueGetter<long>)((ref long value) => value = rows.Seed(Row()))
            : (ValueGetter<uint>)((ref uint value) => value = rows.Label(Row()));
        return getter as ValueGetter<TValue> ?? throw ScoreBindings.WrongType(column, typeof(TValue));
    }

    private long Row() => _row >= 0
        ? _row
        : throw new InvalidOperationException("The cursor is not on a row: call MoveNext first, and stop when it gives false.");
}
