using Microsoft.ML.Data;
using Microsoft.ML.Hosting;

namespace Microsoft.ML.Evaluation;

/// <summary>
/// Gives each row a number, by which a <see cref="RangeView"/> keeps it or not; NaN: it is kept in no range and outside none.
/// </summary>
/// <param name="Column">The column that the number comes from; null: it comes from the row's position.</param>
internal sealed record RowPlace(DataViewSchema.Column? Column, Func<DataViewRow, ValueGetter<double>> Bind)
{
    private const uint DefaultSeed = 42;

    /// <summary>A random number from 0 to 1, by position: the same seed gives a row the same number on every pass.</summary>
    public static RowPlace Random(int? seed) => new(Column: null, row =>
    {
        var random = new TauswortheRandom((uint?)seed ?? DefaultSeed);
        long drawn = -1;
        float number = 0;
        return (ref double place) =>
        {
            for (; drawn < row.Position; drawn++)
            {
                number = random.NextSingle();
            }

            place = number;
        };
    });

    /// <summary>
    /// From 0 to 1 by the value of a column, the same for equal values: numbers of floating point and keys by their place
    /// between the lowest and the highest, anything else by a hash.
    /// </summary>
    public static RowPlace ByValue(IDataView data, string columnName, int? seed)
    {
        DataViewSchema.Column column = data.Schema.GetColumnOrNull(columnName)
            ?? throw new ArgumentOutOfRangeException("samplingKeyColumnName", $"Could not find SamplingKeyColumn column '{columnName}'");
        if (column.Type == NumberDataViewType.Single)
        {
            return ByFloat(data, column);
        }

        if (column.Type == NumberDataViewType.Double)
        {
            return ByDouble(data, column);
        }

        if (column.Type is KeyDataViewType key)
        {
            return new RowPlace(column, row => KeyFraction(row, column, key));
        }

        uint hashSeed = (uint?)seed ?? RowHash.DefaultSeed;
        return new RowPlace(column, row => RowHash.CreateReader(row, column, hashSeed)
            ?? throw new ArgumentOutOfRangeException("inputSchema", $"Column '{columnName}' of type {column.Type} cannot be a sampling key: expected text, key, number, Boolean or time."));
    }

    /// <summary>The value itself, of a column of floating point numbers.</summary>
    public static RowPlace Value(DataViewSchema.Column column) => new(column, row =>
    {
        if (column.Type == NumberDataViewType.Double)
        {
            return row.GetGetter<double>(column);
        }

        ValueGetter<float> getter = row.GetGetter<float>(column);
        float value = 0;
        return (ref double place) =>
        {
            getter(ref value);
            place = value;
        };
    });

    private static ValueGetter<double> KeyFraction(DataViewRow row, DataViewSchema.Column column, KeyDataViewType type)
    {
        ValueGetter<float> reader = LabelReader.Create(row, column);
        float index = 0;
        return (ref double place) =>
        {
            reader(ref index);
            place = (index + 0.5) / type.Count;
        };
    }

    private static RowPlace ByFloat(IDataView data, DataViewSchema.Column column)
    {
        (float min, float scale) = MinMax.OfFloats(data, column);
        return new RowPlace(column, row =>
        {
            ValueGetter<float> getter = row.GetGetter<float>(column);
            float value = 0;
            return (ref double place) =>
            {
                getter(ref value);
                place = (value - min) * scale;
            };
        });
    }

    private static RowPlace ByDouble(IDataView data, DataViewSchema.Column column)
    {
        (double min, double scale) = MinMax.OfDoubles(data, column);
        return new RowPlace(column, row =>
        {
            ValueGetter<double> getter = row.GetGetter<double>(column);
            return (ref double place) =>
            {
                getter(ref place);
                place = (place - min) * scale;
            };
        });
    }
}
