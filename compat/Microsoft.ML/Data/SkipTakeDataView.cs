namespace Microsoft.ML.Data;

/// <summary>Some rows from some row on, in the source's order.</summary>
internal sealed class SkipTakeDataView(IDataView source, long skip, long take) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() =>
        source.GetRowCount() is { } count ? Math.Min(Math.Max(0, count - skip), take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return new Cursor(source.GetRowCursor(ActiveColumns.Select(Schema, active)), active, skip, take);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor input, bool[] active, long skip, long take)
        : WrappingCursor(input, input.Schema, active)
    {
        private long _position = -1;
        private bool _started;
        private bool _done;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            if (_done)
                return false;
            if (_position + 1 < take && Skip() && Input.MoveNext())
            {
                _position++;
                return true;
            }

            _done = true;
            _position = -1;
            Dispose();
            return false;
        }

        private bool Skip()
        {
            for (long i = 0; !_started && i < skip; i++)
            {
                if (!Input.MoveNext())
                    return false;
            }

            _started = true;
            return true;
        }
    }
}
