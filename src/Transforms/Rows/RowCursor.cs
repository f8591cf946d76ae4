using Microsoft.ML;

namespace MlNetDeep;

/// <summary>A cursor over the columns of a schema of which some are active.</summary>
internal abstract class RowCursor(DataViewSchema schema, bool[] active) : DataViewRowCursor
{
    public sealed override DataViewSchema Schema => schema;

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => active[SchemaColumns.Index(schema, column)];

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new InvalidOperationException($"Column '{column.Name}' is not active; name it when asking for the cursor or row.");
        return CreateGetter<TValue>(column.Index) as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' has values of type {schema[column.Index].Type.RawType}; a getter of {typeof(TValue)} was asked for.");
    }

    /// <summary>A getter of an active column.</summary>
    protected abstract Delegate CreateGetter<TValue>(int column);

    /// <summary>The error of whoever asks for values where there is no row.</summary>
    protected static InvalidOperationException NotOnARow() =>
        new("The cursor is not on a row: call MoveNext first, and stop when it gives false.");
}
