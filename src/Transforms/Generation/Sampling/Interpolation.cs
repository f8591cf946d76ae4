using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Latent vectors on the way from one to another.</summary>
internal sealed class Interpolation
{
    private readonly double _angle;
    private readonly float[] _from;
    private readonly float[] _to;

    public Interpolation(float[] from, float[] to)
    {
        _from = from;
        _to = to;
        double product = 0, fromSquare = 0, toSquare = 0;
        for (int i = 0; i < from.Length; i++)
        {
            product += (double)from[i] * to[i];
            fromSquare += (double)from[i] * from[i];
            toSquare += (double)to[i] * to[i];
        }

        _angle = Math.Acos(Math.Clamp(product / Math.Sqrt(fromSquare * toSquare), -1, 1));
    }

    /// <summary>
    /// The vector at a share t of the way: sin((1 - t) a) / sin a times the first and sin(t a) / sin a times the second,
    /// where a is the angle between them (White, "Sampling Generative Networks", 2016). Between vectors in the same or
    /// opposite directions, where that has no meaning, it is a straight line.
    /// </summary>
    public float[] At(double share)
    {
        double sine = Math.Sin(_angle);
        (double first, double second) = sine > 1e-6
            ? (Math.Sin((1 - share) * _angle) / sine, Math.Sin(share * _angle) / sine)
            : (1 - share, share);
        var vector = new float[_from.Length];
        for (int i = 0; i < vector.Length; i++)
            vector[i] = (float)((first * _from[i]) + (second * _to[i]));
        return vector;
    }

    /// <summary>Rows with equal steps from the first vector to the second.</summary>
    public static IDataView Rows(MLContext context, float[] from, float[] to, int steps)
    {
        var way = new Interpolation(from, to);
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Latent)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, from.Length);
        return context.Data.LoadFromEnumerable(Enumerable.Range(0, steps).Select(step =>
        {
            double share = (double)step / (steps - 1);
            return new Row { Share = (float)share, Latent = way.At(share) };
        }), schema);
    }

    /// <summary>A step on the way.</summary>
    internal sealed class Row
    {
        /// <summary>The share of the way, 0 to 1.</summary>
        public float Share { get; set; }

        /// <summary>The latent vector.</summary>
        public float[] Latent { get; set; } = [];
    }
}
