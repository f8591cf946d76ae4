using Microsoft.ML.Transforms.Image;

namespace MlNetDeep.Transforms.Tests.Generation;

/// <summary>Small generators with random weights, and rows for them.</summary>
internal static class Generators
{
    public const int Latents = 10;

    /// <summary>Values that stand for pixels as (value + 1) * 127.5.</summary>
    public static ImagePreprocessing Signed { get; } = new() { Mean = [0.5f], StandardDeviation = [0.5f] };

    /// <summary>Images [channels, 8, 8] of ten latent numbers, and of one of so many classes.</summary>
    public static Network Make(int channels = 1, int classes = 0, int seed = 3) => Network.Input(Latents + classes)
        .Dense(24 * 4, init: Initializer.Normal(0.3)).ReLU().Reshape(24, 2, 2)
        .ConvTranspose2D(16, 4, stride: 2, padding: 1, init: Initializer.Normal(0.3)).BatchNorm().ReLU()
        .ConvTranspose2D(channels, 4, stride: 2, padding: 1, init: Initializer.Normal(0.3)).Tanh()
        .Build(seed).WithPreprocessing(Signed).WithGenerator(new(Latents, classes));

    /// <summary>The zoo's DCGAN for images of 28 x 28, with half the usual filters.</summary>
    public static Network Digits() => Networks.DcganGenerator(28, 1, 100, 32, 0, 5);

    /// <summary>An image whose pixel i is latent number i: [1, 2, 5].</summary>
    public static Network Identity() => Network.Input(Latents).Reshape(1, 2, 5).Build();

    public static float[][] Floats(IDataView view, string column = "Image")
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[column]]);
        return Floats(cursor, view.Schema[column]);
    }

    public static float[][] Floats(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> value = default;
        List<float[]> rows = [];
        while (cursor.MoveNext())
        {
            getter(ref value);
            rows.Add([.. value.DenseValues()]);
        }

        return [.. rows];
    }

    public static IDataView Seeds(this MLContext ml, params long[] seeds) =>
        ml.Data.LoadFromEnumerable(seeds.Select(seed => new SeedRow { Seed = seed }));

    internal sealed class SeedRow
    {
        public long Seed { get; set; }
    }

    internal sealed class ClassRow
    {
        public int Seed { get; set; }

        public string Label { get; set; } = "";
    }

    internal sealed class LatentRow
    {
        [VectorType(Latents)]
        public float[] Latent { get; set; } = [];
    }

    internal sealed class ImageRow
    {
        [ImageType(8, 8)]
        public MLImage Image { get; set; } = null!;
    }

    internal sealed class FloatRow
    {
        public float[] Image { get; set; } = [];
    }
}
