using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms.Tests;

/// <summary>Rows for the test networks.</summary>
internal static class Rows
{
    /// <summary>Rows of four values, class = place of the largest of the first three.</summary>
    public static List<Example> Examples(int count, int seed = 1)
    {
        var random = new Random(seed);
        var rows = new List<Example>(count);
        for (int i = 0; i < count; i++)
        {
            float[] values = [random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle()];
            int best = Array.IndexOf(values, values.Take(3).Max());
            rows.Add(new Example { Id = i, Name = $"row {i}", Features = values, Label = $"class {best}", Side = values[..(i % 5)] });
        }

        return rows;
    }

    /// <summary>Images [1, 8, 8] of noise.</summary>
    public static List<Picture> Pictures(int count, int seed = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new Picture
        {
            Features = [.. Enumerable.Range(0, 64).Select(_ => random.NextSingle())],
        })];
    }

    /// <summary>The scores of a multiclass network for each row.</summary>
    public static float[][] Scores(IDataView view, string column = "Score")
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[column]]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(view.Schema[column]);
        VBuffer<float> score = default;
        var scores = new List<float[]>();
        while (cursor.MoveNext())
        {
            getter(ref score);
            scores.Add([.. score.DenseValues()]);
        }

        return [.. scores];
    }

    internal sealed class Example
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";

        public float[] Side { get; set; } = [];
    }

    internal sealed class Picture
    {
        [VectorType(1, 8, 8)]
        public float[] Features { get; set; } = [];
    }

    internal sealed class Prediction
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }
}
