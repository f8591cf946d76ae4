using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

internal sealed partial class CacheDataView
{
    /// <summary>Moves over the kept rows, block by block.</summary>
    private sealed class Cursor(CacheDataView view, bool[] active, Plan plan) : RootCursor
    {
        private int _rows = -1;
        private int _row;
        private int _next;
        private int _end;
        private long _batch;

        public override DataViewSchema Schema => view.Schema;

        public override long Batch => _batch;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Check.Param(column.Index < active.Length, nameof(column), $"There is no column {column.Index}.");
            return active[column.Index];
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Check.Param(IsColumnActive(column), nameof(column), "requested column not active");
            Start();
            Delegate getter = view._slots[column.Index].Getter(Current);
            return getter as ValueGetter<TValue> ?? throw ActiveColumns.WrongType(getter, column, typeof(TValue));
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)Current(), 0);

        protected override bool MoveNextCore()
        {
            Start();
            if (_next == _end)
            {
                _batch = plan.NextBlock(_rows, out _next, out _end);
                if (_batch < 0)
                    return false;
            }

            _row = plan.RowAt(_next++);
            return true;
        }

        private void Start()
        {
            if (_rows < 0)
                _rows = view.Fill(active);
        }

        private int Current()
        {
            CheckOnRow();
            return _row;
        }
    }
}
