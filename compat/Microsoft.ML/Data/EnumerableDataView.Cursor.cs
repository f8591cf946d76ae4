using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

internal sealed partial class EnumerableDataView<TRow>
{
    /// <summary>Moves over the objects.</summary>
    private sealed class Cursor : RootCursor
    {
        private readonly EnumerableDataView<TRow> _view;
        private readonly Delegate[] _getters;
        private readonly IEnumerator<TRow> _rows;
        private TRow _current;

        public Cursor(EnumerableDataView<TRow> view, bool[] active)
        {
            _view = view;
            var getters = new MemberGetters<TRow>(() => _current ?? throw RowState.NotOnRow());
            _getters = new Delegate[active.Length];
            for (int i = 0; i < active.Length; i++)
            {
                if (active[i])
                    _getters[i] = getters.Create(view._map.Columns[i]);
            }

            _rows = view._rows.GetEnumerator();
        }

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Check.State(column.Index < _getters.Length, $"Column index must be between 0 and {_getters.Length}");
            return _getters[column.Index] != null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            ActiveColumns.Getter<TValue>(_getters, column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckOnRow();
            id = new DataViewRowId((ulong)Position, 0);
        };

        protected override bool MoveNextCore()
        {
            if (!_rows.MoveNext())
                return false;
            _current = _rows.Current;
            if (_current == null)
                throw Check.Mark(new InvalidOperationException("Encountered null when iterating over data, this is not supported."));
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            _current = null;
            _rows.Dispose();
            base.Dispose(disposing);
        }
    }
}
