using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms.Tests.RowContract;

/// <summary>A view that counts the cursors over it that are open, and fails at a row if it is told to.</summary>
internal sealed class WatchedView(IDataView input) : IDataView
{
    private int _open;

    /// <summary>The cursors that were made and not disposed.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The row that cannot be read; none by default.</summary>
    public long BadRow { get; set; } = -1;

    public DataViewSchema Schema => input.Schema;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, input.GetRowCursor(columnsNeeded, rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. input.GetRowCursorSet(columnsNeeded, n, rand).Select(cursor => new Cursor(this, cursor))];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly WatchedView _view;
        private readonly DataViewRowCursor _cursor;
        private bool _disposed;

        public Cursor(WatchedView view, DataViewRowCursor cursor)
        {
            _view = view;
            _cursor = cursor;
            Interlocked.Increment(ref view._open);
        }

        public override DataViewSchema Schema => _cursor.Schema;

        public override long Position => _cursor.Position;

        public override long Batch => _cursor.Batch;

        public override bool MoveNext() => _cursor.MoveNext()
            && (_cursor.Position == _view.BadRow ? throw new InvalidDataException($"Row {_view.BadRow} is bad.") : true);

        public override bool IsColumnActive(DataViewSchema.Column column) => _cursor.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _cursor.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _cursor.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (!_disposed && disposing)
            {
                Interlocked.Decrement(ref _view._open);
                _cursor.Dispose();
            }

            _disposed = true;
            base.Dispose(disposing);
        }
    }
}
