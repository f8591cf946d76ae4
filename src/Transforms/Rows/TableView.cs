using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Rows that are there already, or follow from their number: a view that all cursors share, since nobody writes to it.</summary>
/// <param name="schema">The columns.</param>
/// <param name="count">The number of rows; up to <see cref="Array.MaxLength"/> where they can be shuffled.</param>
/// <param name="canShuffle">Whether the rows come in random order when that is asked for.</param>
/// <param name="columns">For each column what makes a getter of the row that its argument names at the time.</param>
internal sealed class TableView(DataViewSchema schema, long count, bool canShuffle, params IReadOnlyList<Func<Func<long>, Delegate>> columns) : IDataView
{
    /// <summary>Rows in a block: few enough that cursors stay level, many enough that merging them is cheap.</summary>
    public const int BlockRows = 64;

    private long Count => count;

    private IReadOnlyList<Func<Func<long>, Delegate>> Columns => columns;

    public DataViewSchema Schema => schema;

    public bool CanShuffle => canShuffle;

    public long? GetRowCount() => count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = SchemaColumns.Active(schema, columnsNeeded);
        int[]? order = null;
        if (canShuffle && rand is not null)
        {
            order = [.. Enumerable.Range(0, checked((int)count))];
            rand.Shuffle(order);
        }

        // More cursors than blocks would only be empty ones.
        long blocks = (count / BlockRows) + (count % BlockRows > 0 ? 1 : 0);
        int cursors = (int)Math.Clamp(blocks, 1, Math.Max(1, n));
        return [.. Enumerable.Range(0, cursors).Select(i => new Cursor(this, active, order, i, cursors))];
    }

    /// <summary>
    /// One of the cursors. The rows are dealt out in blocks, block b to cursor b modulo the number of cursors;
    /// <see cref="Batch"/> is the block, so that whoever merges the cursors can restore the order.
    /// </summary>
    private sealed class Cursor(TableView view, bool[] active, int[]? order, int first, int cursors) : RowCursor(view.Schema, active)
    {
        private readonly long _count = view.Count;
        private long _block = first - cursors;
        private long _place = -1;
        private long _last = -1;
        private long _row = -1;
        private long _position = -1;
        private bool _ended;

        public override long Position => _position;

        public override long Batch => Math.Max(_block, 0);

        public override bool MoveNext()
        {
            if (!_ended && _place == _last)
            {
                // Counting in blocks first: the number of a row that does not exist might not fit.
                _block += cursors;
                _ended = _count == 0 || _block > (_count - 1) / BlockRows;
                _place = _ended ? -1 : (_block * BlockRows) - 1;
                _last = _ended ? -1 : Math.Min(_count - _place - 1, BlockRows) + _place;
            }

            if (_ended)
            {
                _row = _position = -1;
                return false;
            }

            _place++;
            _row = order is null ? _place : order[_place];
            _position++;
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row(), 0);

        protected override Delegate CreateGetter<TValue>(int column) => view.Columns[column](Row);

        private long Row() => _row >= 0 ? _row : throw NotOnARow();
    }
}
