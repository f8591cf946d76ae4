using Microsoft.ML.Transforms.Image;

namespace MlNetDeep.Transforms.Tests.Generation;

public class SampleTests
{
    private static readonly string[] _animals = ["cat", "dog", "bird"];

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void SamplesAreTheImagesOfTheirSeeds()
    {
        using GeneratorTransformer model = Model(Generators.Make());
        IDataView samples = _ml.DeepLearning.Sample(model, 70, seed: 5);

        Assert.Equal(["Seed", "Image"], samples.Schema.Select(column => column.Name));
        Assert.Equal(70, samples.GetRowCount());
        long[] seeds = [.. samples.GetColumn<long>("Seed")];
        Assert.Equal([.. Enumerable.Range(0, 70).Select(i => LatentNoise.Seed(5, i))], seeds);
        float[][] images = Generators.Floats(samples);
        Assert.Equal(Generators.Floats(model.Transform(_ml.Seeds(seeds))), images);
        Assert.Equal(images, Generators.Floats(samples));
        Assert.Equal(images[..30], Generators.Floats(_ml.DeepLearning.Sample(model, 30, seed: 5)));
        Assert.Empty(seeds.Intersect(_ml.DeepLearning.Sample(model, 70, seed: 6).GetColumn<long>("Seed")));
        Assert.Empty(Generators.Floats(_ml.DeepLearning.Sample(model, 0)));
    }

    [Fact]
    public void ClassesComeInTurnDrawnOrFixed()
    {
        using GeneratorTransformer model = Model(Generators.Make(classes: 3).WithLabels(_animals));
        Assert.Equal(["cat", "dog", "bird", "cat", "dog"], Classes(_ml.DeepLearning.Sample(model, 5)));
        Assert.Equal(["dog", "dog"], Classes(_ml.DeepLearning.Sample(model, 2, options: new() { Class = "dog" })));

        IDataView drawn = _ml.DeepLearning.Sample(model, 50, seed: 2, new() { Classes = SampledClasses.Drawn });
        long[] seeds = [.. drawn.GetColumn<long>("Seed")];
        Assert.Equal([.. seeds.Select(seed => _animals[LatentNoise.Class(seed, 3)])], Classes(drawn));
        Assert.Equal(3, Classes(drawn).Distinct().Count());
        Assert.Equal(Generators.Floats(model.Transform(_ml.Seeds(seeds))), Generators.Floats(drawn));
        // The label is really used.
        Assert.NotEqual(Generators.Floats(drawn), Generators.Floats(_ml.DeepLearning.Sample(model, 50, seed: 2)));
    }

    [Fact]
    public void TheClassOfTheModelStays()
    {
        using var model = new GeneratorTransformer(_ml, Generators.Make(classes: 3).WithLabels(_animals), new() { Class = "bird" });

        Assert.Equal(["bird", "bird"], Classes(_ml.DeepLearning.Sample(model, 2)));
        Assert.Equal(["cat", "cat"], Classes(_ml.DeepLearning.Sample(model, 2, options: new() { Class = "cat" })));
    }

    [Fact]
    public void AnyNumberOfRowsTakesNoMemory()
    {
        using GeneratorTransformer model = Model(Generators.Make(classes: 3));
        IDataView samples = _ml.DeepLearning.Sample(model, long.MaxValue);

        Assert.Equal(long.MaxValue, samples.GetRowCount());
        foreach (DataViewRowCursor cursor in samples.GetRowCursorSet(samples.Schema, 3))
        {
            using (cursor)
            {
                for (int i = 0; i < 200; i++)
                    Assert.True(cursor.MoveNext());
            }
        }

        Assert.Equal(5, _ml.Data.TakeRows(samples, 5).GetColumn<long>("Seed").Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    public void CursorSetsTogetherGiveEveryRowOnce(int count)
    {
        using GeneratorTransformer model = Model(Generators.Make(classes: 3));
        IDataView samples = _ml.DeepLearning.Sample(model, count);
        List<(ulong Row, long Batch, uint Label)> rows = [];
        foreach (DataViewRowCursor cursor in samples.GetRowCursorSet([samples.Schema["Label"]], 4, new Random(1)))
        {
            using (cursor)
            {
                ValueGetter<uint> getter = cursor.GetGetter<uint>(samples.Schema["Label"]);
                ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
                while (cursor.MoveNext())
                {
                    (uint label, DataViewRowId row) = (0, default);
                    getter(ref label);
                    id(ref row);
                    rows.Add((row.Low, cursor.Batch, label));
                }

                Assert.False(cursor.MoveNext());
                Assert.Equal(-1, cursor.Position);
            }
        }

        Assert.Equal(Enumerable.Range(0, count).Select(i => ((ulong)i, (long)(i / 64), (uint)(i % 3) + 1)), rows.Order());
    }

    [Fact]
    public void ShufflingAndCachingKeepTheImages()
    {
        using GeneratorTransformer model = Model(Generators.Make());
        IDataView samples = _ml.DeepLearning.Sample(model, 100);
        float[][] expected = Generators.Floats(samples);

        Assert.Equal(expected, Generators.Floats(_ml.Data.Cache(samples)));
        Assert.Equal(
            expected.Select(image => image[0]).Order(),
            Generators.Floats(_ml.Data.ShuffleRows(samples, seed: 3)).Select(image => image[0]).Order());
    }

    [Fact]
    public void OptionsReplaceThoseOfTheModel()
    {
        using var model = new GeneratorTransformer(_ml, Generators.Identity(), new() { OutputColumnName = "Picture", LatentColumnName = "Code" });
        IDataView samples = _ml.DeepLearning.Sample(model, 20, options: new() { Truncation = 0.25, OutputKind = GeneratedImageKind.Float });

        Assert.All(Generators.Floats(samples), image => Assert.All(image, value => Assert.InRange(value, -0.25f, 0.25f)));
        Assert.IsType<ImageDataViewType>(_ml.DeepLearning.Sample(model, 20).Schema["Image"].Type);
    }

    [Fact]
    public void AChainIsSampledByItsGenerator()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(new[] { new { Number = 1 }, new { Number = 2 } });
        using TransformerChain<GeneratorTransformer> chain = _ml.Transforms.CopyColumns("Seed", "Number")
            .Append(_ml.DeepLearning.Generate(Generators.Make(), new() { OutputKind = GeneratedImageKind.Float })).Fit(rows);

        Assert.Equal(64, Generators.Floats(_ml.DeepLearning.Sample(chain, 3))[2].Length);
        Assert.Equal(Generators.Floats(chain.LastTransformer.Transform(_ml.Seeds(1, 2))), Generators.Floats(chain.Transform(rows)));
    }

    [Fact]
    public void InterpolationFollowsTheGreatCircle()
    {
        using GeneratorTransformer model = Model(Generators.Identity());
        IDataView way = _ml.DeepLearning.Interpolate(model, 3, 4, steps: 9);
        float[][] images = Generators.Floats(way);

        Assert.Equal(["Share", "Latent", "Image"], way.Schema.Select(column => column.Name));
        Assert.Equal([.. Enumerable.Range(0, 9).Select(i => i / 8f)], way.GetColumn<float>("Share"));
        Assert.Equal(Generators.Floats(model.Transform(_ml.Seeds(3, 4))), [images[0], images[8]]);
        Assert.Equal(images, Generators.Floats(way, "Latent"));

        double angle = Angle(images[0], images[8]);
        for (int i = 0; i < images.Length; i++)
        {
            double first = Math.Sin((8 - i) / 8.0 * angle) / Math.Sin(angle), second = Math.Sin(i / 8.0 * angle) / Math.Sin(angle);
            Assert.Equal(images[0].Zip(images[8], (a, b) => (float)((first * a) + (second * b))), images[i], (a, b) => Math.Abs(a - b) < 1e-5);
        }
    }

    [Fact]
    public void OnTheWayTheLatentVectorIsAsLongAsOthers()
    {
        // Of many dimensions, where a straight line would pass 30 % nearer to the middle.
        using GeneratorTransformer model = Model(Network.Input(1024).Reshape(1, 32, 32).Build());
        double[] lengths = [.. Generators.Floats(_ml.DeepLearning.Interpolate(model, 1, 2, steps: 11))
            .Select(image => Math.Sqrt(image.Sum(value => (double)value * value)))];

        Assert.All(lengths, length => Assert.InRange(length, 0.9 * 32, 1.1 * 32));
    }

    [Fact]
    public void InterpolationBetweenEqualSeedsStands()
    {
        using GeneratorTransformer model = Model(Generators.Identity());

        Assert.Single(Generators.Floats(_ml.DeepLearning.Interpolate(model, 3, 3, steps: 2)).DistinctBy(image => image[0]));
    }

    [Fact]
    public void InterpolationHasOneClass()
    {
        using GeneratorTransformer model = Model(Network.Input(12).Reshape(1, 3, 4).Build().WithGenerator(new(9, 3)).WithLabels(_animals));
        Assert.All(Generators.Floats(_ml.DeepLearning.Interpolate(model, 1, 2, options: new() { Class = "dog" })),
            image => Assert.Equal([0, 1, 0], image[9..]));
        int first = LatentNoise.Class(1, 3);
        Assert.All(Generators.Floats(_ml.DeepLearning.Interpolate(model, 1, 2)), image => Assert.Equal(1, image[9 + first]));
    }

    private static double Angle(float[] a, float[] b)
    {
        double product = a.Zip(b, (x, y) => (double)x * y).Sum();
        return Math.Acos(product / Math.Sqrt(a.Sum(v => (double)v * v) * b.Sum(v => (double)v * v)));
    }

    private GeneratorTransformer Model(Network network) => new(_ml, network, new() { OutputKind = GeneratedImageKind.Float });

    private string[] Classes(IDataView samples)
    {
        IDataView named = _ml.Transforms.Conversion.MapKeyToValue("Name", "Label").Fit(samples).Transform(samples);
        return [.. named.GetColumn<string>("Name")];
    }
}
