using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Maps single rows with a mapper.</summary>
internal sealed class RowToRowMapper(ColumnBindings bindings) : IRowToRowMapper
{
    public DataViewSchema InputSchema => bindings.Input;

    public DataViewSchema OutputSchema => bindings.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        bindings.InputsFor(ActiveColumns.Of(OutputSchema, dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Check.Value(input, nameof(input));
        Check.Value(activeColumns, nameof(activeColumns));
        Check.State(
            input.Schema == InputSchema, "Schema of input row must be the same as the schema the mapper is bound to");
        return new Row(input, bindings, ActiveColumns.Of(OutputSchema, activeColumns));
    }

    private sealed class Row : DataViewRow
    {
        private readonly DataViewRow _input;
        private readonly ColumnBindings _bindings;
        private readonly Delegate[] _getters;
        private Action _disposer;

        public Row(DataViewRow input, ColumnBindings bindings, bool[] active)
        {
            _input = input;
            _bindings = bindings;
            _getters = bindings.CreateGetters(input, active, out _disposer);
        }

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override DataViewSchema Schema => _bindings.Output;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            int index = _bindings.Source(column.Index);
            return index >= 0 ? _input.IsColumnActive(_bindings.Input[index]) : _getters[column.Index] != null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            int index = _bindings.Source(column.Index);
            return index >= 0
                ? _input.GetGetter<TValue>(_bindings.Input[index])
                : ActiveColumns.Getter<TValue>(_getters, column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Interlocked.Exchange(ref _disposer, null)?.Invoke();
                _input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
