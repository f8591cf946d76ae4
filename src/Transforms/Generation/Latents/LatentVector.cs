using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Reads the latent vector of the current row.</summary>
internal sealed class LatentVector(DataViewRow row, DataViewSchema.Column column)
{
    private readonly ValueGetter<VBuffer<float>> _getter = row.GetGetter<VBuffer<float>>(row.Schema[column.Index]);
    private VBuffer<float> _values;

    /// <summary>Checks a column against the number of latents.</summary>
    /// <exception cref="ColumnException">The column has another type or size.</exception>
    public static void Check(DataViewSchema.Column column, int latents)
    {
        if (column.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single)
        {
            throw new ColumnException(column.Name,
                $"Column '{column.Name}' has type {column.Type}; expected a latent vector: {latents} values of float.");
        }

        if (vector.Size != latents)
        {
            throw new ColumnException(column.Name,
                $"Column '{column.Name}' has {(vector.IsKnownSize ? $"{vector.Size} values" : "a vector of unknown size")}; the "
                + $"generator takes {latents} latent numbers. "
                + (vector.IsKnownSize ? "The class, if there is one, is not part of them." : "Give the size, with [VectorType(...)] for example."));
        }
    }

    /// <summary>Reads the vector.</summary>
    public void Read(Span<float> destination)
    {
        _getter(ref _values);
        if (_values.Length != destination.Length)
        {
            throw new ColumnException(column.Name,
                $"A row of column '{column.Name}' has {_values.Length} values; the generator takes {destination.Length} latent numbers.");
        }

        FiniteValues.Require(in _values, row, column.Name);
        _values.CopyTo(destination);
    }
}
