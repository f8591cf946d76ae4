using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

/// <summary>An 8 x 8 image with a bright half; which one is its label.</summary>
public sealed class Spot
{
    [VectorType(1, 8, 8)]
    public float[] Features { get; set; } = [];

    public uint Label { get; set; }

    public static IDataView Rows(MLContext context, int count) => context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Spot
    {
        Features = [.. Enumerable.Range(0, 64).Select(p => (p / 32 == i % 2 ? 0.6f : 0.1f) + (0.3f * ((i * 31 + p * 17) % 101) / 101))],
        Label = (uint)(i % 2),
    }).ToList());

    /// <summary>What a model says of ten rows, to the last bit.</summary>
    public static void PrintScores(MLContext context, ITransformer model)
    {
        foreach (float[] score in model.Transform(Rows(context, 10)).GetColumn<float[]>("Score"))
            Console.WriteLine("score " + string.Join(' ', score.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
    }
}
