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

    private sealed class Row(DataViewRow input, ColumnBindings bindings, bool[] active) : DataViewRow
    {
        private readonly Delegate[] _getters = bindings.CreateGetters(input, active);

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => bindings.Output;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            int index = bindings.Source(column.Index);
            return index >= 0 ? input.IsColumnActive(bindings.Input[index]) : _getters[column.Index] != null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            int index = bindings.Source(column.Index);
            return index >= 0
                ? input.GetGetter<TValue>(bindings.Input[index])
                : ActiveColumns.Getter<TValue>(_getters, column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
