using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Reads the label of the present row as numbers.</summary>
/// <param name="label">Receives as many numbers as a label has.</param>
internal delegate void LabelGetter(Span<double> label);

/// <summary>Reads labels that are vectors, sparse ones too.</summary>
internal static class VectorReader
{
    /// <summary>A function that reads the vector of the present row.</summary>
    /// <param name="row">The row or cursor.</param>
    /// <param name="column">The column, a vector of known size.</param>
    /// <param name="read">What a value at a position comes to; it may refuse it. What a sparse vector leaves out is 0.</param>
    public static LabelGetter Create<T>(DataViewRow row, DataViewSchema.Column column, Func<T, int, double> read)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        return label =>
        {
            getter(ref buffer);
            if (buffer.Length != label.Length)
            {
                throw new ColumnException(column.Name,
                    $"Row {row.Position} (counted from 0) has {buffer.Length} values in label column '{column.Name}', but the column has {label.Length}.");
            }

            ReadOnlySpan<T> values = buffer.GetValues();
            ReadOnlySpan<int> places = buffer.GetIndices();
            label.Clear();
            for (int i = 0; i < values.Length; i++)
            {
                int place = buffer.IsDense ? i : places[i];
                label[place] = read(values[i], place);
            }
        };
    }
}
