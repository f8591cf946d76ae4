using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Transforms.Tests;

namespace MlNetDeep.Estimators.Tests.Judging;

/// <summary>Rows of numbers that a network takes for its features as they are.</summary>
internal static class Judged
{
    public static MLContext Ml { get; } = new(seed: 1);

    /// <summary>A network whose features are its input.</summary>
    public static Network Network(int size) => MlNetDeep.Network.Input(1, 1, size).Flatten(name: "flat").Dense(2, name: "head").Build(1);

    /// <summary>A column "Image" of shape [1, 1, size].</summary>
    /// <param name="rows">The values of the rows.</param>
    /// <param name="column">The name of the column.</param>
    /// <param name="size">Their size, for no rows.</param>
    public static IDataView View(IEnumerable<float[]> rows, string column = "Image", int size = 0)
    {
        List<Row> list = [.. rows.Select(values => new Row { Image = values })];
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Row));
        definition["Image"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, 1, list.Count == 0 ? size : list[0].Image.Length);
        definition["Image"].ColumnName = column;
        return Ml.Data.LoadFromEnumerable(list, definition);
    }

    public static GenerativeMetrics Evaluate(float[][] real, float[][] generated, GenerativeEvaluationOptions? options = null) =>
        Ml.DeepLearning.EvaluateGenerated(View(real), View(generated), Network(real[0].Length), options ?? Quick);

    /// <summary>Few subsets, two threads.</summary>
    public static GenerativeEvaluationOptions Quick { get; } = new() { KernelSubsets = 5, Threads = 2 };

    /// <summary>Rows of normally distributed numbers.</summary>
    public static float[][] Normal(int rows, int size, int seed, double mean = 0, double deviation = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, size).Select(_ => (float)(mean + deviation * Next())).ToArray())];

        double Next() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    private sealed class Row
    {
        public float[] Image { get; set; } = [];
    }
}
