using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Which columns of a schema a cursor was asked for.</summary>
internal static class ActiveColumns
{
    public static bool[] Of(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        Check.Value(columns, nameof(columns));
        bool[] active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            Check.Range(column.Index < active.Length, "columnsNeeded", $"Column {column.Index} is not in the schema.");
            active[column.Index] = true;
        }

        return active;
    }

    public static IEnumerable<DataViewSchema.Column> Select(DataViewSchema schema, bool[] active) =>
        schema.Where(column => active[column.Index]);

    /// <summary>Gives out a stored getter, or says what is wrong with the request.</summary>
    public static ValueGetter<TValue> Getter<TValue>(Delegate[] getters, DataViewSchema.Column column)
    {
        Check.Param(
            column.Index < getters.Length && getters[column.Index] != null, nameof(column), "requested column not active");
        return getters[column.Index] as ValueGetter<TValue> ?? throw WrongType(getters[column.Index], column, typeof(TValue));
    }

    public static InvalidOperationException WrongType(Delegate getter, DataViewSchema.Column column, Type asked) =>
        Check.Mark(new InvalidOperationException(
            $"Invalid TValue in GetGetter for column '{column.Name}': '{asked}', expected type: '{getter.GetType().GetGenericArguments()[0]}'."));

    /// <summary>A getter of the right type, for code that does not know it when compiled.</summary>
    public static Delegate GetterOf(DataViewRow row, DataViewSchema.Column column) =>
        GenericCall.Invoke<Delegate>(GetterCore<int>, column.Type.RawType, row, column);

    private static Delegate GetterCore<TValue>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<TValue>(column);
}
