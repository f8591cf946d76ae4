using System.Numerics;

namespace Microsoft.ML.Evaluation;

/// <summary>The shift and scale that bring a column's values to 0 to 1, in the column's own precision.</summary>
internal static class MinMax
{
    public static (float Min, float Scale) OfFloats(IDataView data, DataViewSchema.Column column) => Of<float>(data, column);

    public static (double Min, double Scale) OfDoubles(IDataView data, DataViewSchema.Column column) => Of<double>(data, column);

    private static (T Min, T Scale) Of<T>(IDataView data, DataViewSchema.Column column)
        where T : struct, IFloatingPointIeee754<T>
    {
        T min = T.PositiveInfinity;
        T max = T.NegativeInfinity;
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        T value = T.Zero;
        while (cursor.MoveNext())
        {
            // Written so that NaN changes neither.
            getter(ref value);
            if (max < value)
            {
                max = value;
            }

            if (min > value)
            {
                min = value;
            }
        }

        // A column that says nothing, or whose range is infinite, goes to 0 as a whole.
        T scale = max > min ? T.One / (max - min) : T.Zero;
        return scale == T.Zero ? (T.Zero, T.Zero) : (min, scale);
    }
}
