using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>A view with the columns that a mapper adds.</summary>
internal sealed class MappedDataView(IDataView source, ColumnBindings bindings) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => bindings.Output;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return new Cursor(source.GetRowCursor(bindings.InputsFor(active), rand), bindings, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return Array.ConvertAll(
            source.GetRowCursorSet(bindings.InputsFor(active), n, rand),
            input => (DataViewRowCursor)new Cursor(input, bindings, active));
    }

    private sealed class Cursor : WrappingCursor
    {
        private readonly ColumnBindings _bindings;
        private readonly Delegate[] _getters;
        private Action _disposer;

        public Cursor(DataViewRowCursor input, ColumnBindings bindings, bool[] active)
            : base(input, bindings.Output, active)
        {
            _bindings = bindings;
            _getters = bindings.CreateGetters(input, active, out _disposer);
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Check.State(IsColumnActive(column), "requested column not active");
            int index = _bindings.Source(column.Index);
            return index >= 0 ? Input.GetGetter<TValue>(Input.Schema[index]) : ActiveColumns.Getter<TValue>(_getters, column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                Interlocked.Exchange(ref _disposer, null)?.Invoke();
            base.Dispose(disposing);
        }
    }
}
