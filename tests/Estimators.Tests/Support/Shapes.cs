using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>A made-up task that a small convnet learns in seconds: in which quarter of an 8x8 image is the blob?</summary>
internal static class Shapes
{
    public const int Size = 8, Classes = 4;

    public static IDataView View(MLContext mlContext, int rows, int seed = 1) => mlContext.Data.LoadFromEnumerable(Rows(rows, seed).ToList());

    public static IEnumerable<ShapeRow> Rows(int rows, int seed = 1)
    {
        var random = new Random(seed);
        for (int i = 0; i < rows; i++)
        {
            int quarter = i % Classes;
            var pixels = new float[Size * Size];
            for (int p = 0; p < pixels.Length; p++)
            {
                bool inside = ((p / Size) >= 4 ? 2 : 0) + ((p % Size) >= 4 ? 1 : 0) == quarter;
                pixels[p] = (float)((inside ? 0.6 : 0.1) + (0.3 * random.NextDouble()));
            }

            yield return new ShapeRow
            {
                Features = pixels,
                Bytes = [.. pixels.Select(v => (byte)(v * 255))],
                Label = (uint)quarter,
                Left = quarter % 2 == 0,
                Value = quarter / 2f,
                Weight = 1 + (i % 3),
            };
        }
    }

    public static Network Network(int outputs = Classes, int seed = 1) =>
        MlNetDeep.Network.Input(1, Size, Size).Conv2D(4, 3).ReLU().MaxPool2D(2).Flatten().Dense(outputs).Softmax().Build(seed);

    public static Network OneOutput(bool sigmoid, int seed = 1)
    {
        NetworkBuilder builder = MlNetDeep.Network.Input(1, Size, Size).Conv2D(4, 3).ReLU().MaxPool2D(2).Flatten().Dense(1);
        return (sigmoid ? builder.Sigmoid() : builder).Build(seed);
    }

    /// <summary>Batch normalization and dropout: everything that a checkpoint could forget.</summary>
    public static Network NetworkWithEverything() =>
        MlNetDeep.Network.Input(1, Size, Size).Conv2D(6, 3).BatchNorm().ReLU().MaxPool2D(2).Flatten()
            .Dense(16).ReLU().Dropout(0.3f).Dense(Classes).Softmax().Build(5);
}

/// <summary>A row of <see cref="Shapes"/>.</summary>
internal sealed class ShapeRow
{
    [VectorType(1, Shapes.Size, Shapes.Size)]
    public float[] Features { get; set; } = [];

    [VectorType(1, Shapes.Size, Shapes.Size)]
    public byte[] Bytes { get; set; } = [];

    [KeyType(Shapes.Classes)]
    public uint Label { get; set; }

    public bool Left { get; set; }

    public float Value { get; set; }

    public float Weight { get; set; }
}
