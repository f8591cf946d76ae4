using Microsoft.ML.Transforms.Image;

namespace MlNetDeep.Transforms.Tests.Generation;

public class GeneratorTransformerTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void TheInputIsTheNoiseOfTheSeed()
    {
        long[] seeds = [0, 5, -1, long.MaxValue, long.MinValue];
        float[][] images = Floats(Generators.Identity(), _ml.Seeds(seeds));

        Assert.All(images.Zip(seeds), pair => Assert.Equal(Noise(pair.Second), pair.First));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(7, 2)]
    [InlineData(64, 2)]
    [InlineData(200, 3)]
    public void ImagesAreTheSameForEveryBatchSizeAndThread(int batchSize, int threads)
    {
        IDataView rows = _ml.Seeds([.. Enumerable.Range(0, 150).Select(i => i * 7L)]);
        foreach (Network network in new[] { Generators.Make(3), Generators.Digits() })
            Assert.Equal(Floats(network, rows), Floats(network, rows, new() { BatchSize = batchSize, Threads = threads }));
    }

    [Fact]
    public void EveryIntegerTypeIsASeed()
    {
        Check<sbyte>(NumberDataViewType.SByte, -3);
        Check<byte>(NumberDataViewType.Byte, 200);
        Check<short>(NumberDataViewType.Int16, -300);
        Check<ushort>(NumberDataViewType.UInt16, 60_000);
        Check<int>(NumberDataViewType.Int32, -70_000);
        Check<uint>(NumberDataViewType.UInt32, 4_000_000_000);
        Check<long>(NumberDataViewType.Int64, -5_000_000_000);
        Check<ulong>(NumberDataViewType.UInt64, ulong.MaxValue, -1);

        void Check<T>(DataViewType type, T value, long? seed = null)
        {
            var view = new OneRowView<T>("Seed", type, (ref T v) => v = value);
            Assert.Equal(Noise(seed ?? Convert.ToInt64(value)), Floats(Generators.Identity(), view)[0]);
        }
    }

    [Fact]
    public void ALatentColumnIsTheInput()
    {
        float[][] latents = [Noise(1), Noise(2), [.. Enumerable.Range(0, 10).Select(i => 0.5f * i)]];
        IDataView rows = _ml.Data.LoadFromEnumerable(latents.Select(latent => new Generators.LatentRow { Latent = latent }));

        Assert.Equal(latents, Floats(Generators.Identity(), rows, new() { LatentColumnName = "Latent", Truncation = 0.1 }));
    }

    [Fact]
    public void TruncationIsThatOfTheNoise()
    {
        float[] image = Floats(Generators.Identity(), _ml.Seeds(9), new() { Truncation = 0.5 })[0];

        Assert.Equal(Noise(9, 0.5), image);
        Assert.NotEqual(Noise(9), image);
    }

    [Fact]
    public void AClassIsItsOneHotCode()
    {
        Network network = Conditional("zero", "one", "two", "three");
        // Keys in the order in which they come, which is not that of the generator.
        IDataView rows = _ml.Data.LoadFromEnumerable(new[] { "three", "zero", "two" }.Select(
            (label, i) => new Generators.ClassRow { Seed = i, Label = label }));
        rows = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        float[][] images = Floats(network, rows);

        Assert.Equal([.. Noise(0, count: 8), 0, 0, 0, 1], images[0]);
        Assert.Equal([.. Noise(1, count: 8), 1, 0, 0, 0], images[1]);
        Assert.Equal([.. Noise(2, count: 8), 0, 0, 1, 0], images[2]);
    }

    [Fact]
    public void NumbersNameClassesWhateverTheirType()
    {
        Network network = Conditional(null);
        ClassLabels digits = ClassLabels.FromValues([9f, 8f, 7f, 6f]);
        IDataView rows = _ml.Data.LoadFromEnumerable(new[] { new { Seed = 1, Label = 7 }, new { Seed = 2, Label = 9 } });
        rows = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);

        float[][] images = Floats(network, rows, new() { Classes = digits });

        Assert.Equal([0, 0, 1, 0], images[0][8..]);
        Assert.Equal([1, 0, 0, 0], images[1][8..]);
        Assert.Equal([0, 1, 0, 0], Floats(network, _ml.Seeds(3), new() { Classes = digits, Class = "8" })[0][8..]);
    }

    [Fact]
    public void KeysWithoutValuesCount()
    {
        var rows = new OneRowView<byte>("Label", new KeyDataViewType(typeof(byte), 3), (ref byte key) => key = 3);

        Assert.Equal([0, 0, 1, 0], Floats(Conditional("a", "b", "c", "d"), rows)[0][8..]);
    }

    [Fact]
    public void WithoutALabelTheClassFollowsFromTheSeed()
    {
        float[][] images = Floats(Conditional(null), _ml.Seeds([.. Enumerable.Range(0, 40).Select(i => (long)i)]));

        for (int seed = 0; seed < images.Length; seed++)
        {
            var code = new float[4];
            code[LatentNoise.Class(seed, 4)] = 1;
            Assert.Equal([.. Noise(seed, count: 8), .. code], images[seed]);
        }
    }

    [Fact]
    public void FreshImagesAreAllDifferentAndTheSameEveryTime()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(i => new { Other = i }));
        float[][] images = Fresh(out GeneratorTransformer model);
        using GeneratorTransformer owned = model;

        Assert.Equal(50, images.Select(image => image[0]).Distinct().Count());
        Assert.Equal(images, Generators.Floats(model.Transform(rows)));
        Assert.NotEqual(images, Floats(Generators.Identity(), rows));
        Assert.InRange(images.SelectMany(image => image).Average(value => value * value), 0.8, 1.2);

        // A context with a seed gives the same images the next time.
        Assert.Equal(images, Fresh(out GeneratorTransformer again));
        again.Dispose();

        float[][] Fresh(out GeneratorTransformer transformer)
        {
            transformer = new(new MLContext(seed: 1), Generators.Identity(), new() { OutputKind = GeneratedImageKind.Float });
            return Generators.Floats(transformer.Transform(rows));
        }
    }

    [Theory]
    [InlineData(ColorOrder.Rgb)]
    [InlineData(ColorOrder.Bgr)]
    public void PixelsAreTheReverseOfThePreprocessing(ColorOrder order)
    {
        var preprocessing = new ImagePreprocessing
        {
            Scale = 0.01f,
            Mean = [1, 0.5f, 0.2f],
            StandardDeviation = [0.6f, 0.9f, 0.3f],
            ColorOrder = order,
        };
        Network network = Network.Input(12).Reshape(3, 2, 2).Build().WithPreprocessing(preprocessing);
        float[] values = Noise(4, count: 12);
        byte[] pixels = [.. values.Select((value, i) => (byte)Math.Clamp(MathF.Round(
            ((value * preprocessing.StandardDeviation[i / 4]) + preprocessing.Mean[i / 4]) / preprocessing.Scale), 0, 255))];

        Assert.Contains(pixels, pixel => pixel is > 0 and < 255);
        Assert.Equal(pixels, Bytes(network, PixelLayout.Planar, [3, 2, 2]));
        byte[] interleaved = Bytes(network, PixelLayout.Interleaved, [2, 2, 3]);
        Assert.Equal([.. Enumerable.Range(0, 12).Select(i => pixels[(i % 3 * 4) + (i / 3)])], interleaved);

        using MLImage image = Images(network)[0];
        Assert.Equal((2, 2, MLPixelFormat.Bgra32), (image.Width, image.Height, image.PixelFormat));
        for (int i = 0; i < 4; i++)
        {
            byte[] rgb = [pixels[i], pixels[4 + i], pixels[8 + i]];
            byte[] bgr = [rgb[2], rgb[1], rgb[0]];
            Assert.Equal([.. order == ColorOrder.Rgb ? bgr : rgb, 255], image.Pixels.Slice(4 * i, 4).ToArray());
        }
    }

    [Fact]
    public void AGreyImageHasItsBrightnessInAllColors()
    {
        using MLImage image = Images(Generators.Identity())[0];

        byte[] grey = [.. Noise(4).Select(value => (byte)Math.Clamp(MathF.Round(value * 255), 0, 255))];
        Assert.Equal([.. grey.SelectMany(g => new[] { g, g, g, (byte)255 })], image.Pixels.ToArray());
    }

    [Fact]
    public void WithoutPreprocessingTheLastLayerSaysWhatIsWhite()
    {
        Network tanh = Network.Input(10).Reshape(1, 2, 5).Tanh().Build();
        float[] values = Floats(tanh, _ml.Seeds(4))[0];

        Assert.Equal([.. values.Select(value => (byte)MathF.Round(((value * 0.5f) + 0.5f) / (1 / 255f)))], Bytes(tanh, PixelLayout.Planar, [1, 2, 5]));
    }

    [Fact]
    public void AGeneratorWithAnInputOfOnePixelIsTaken()
    {
        Network network = Network.Input(10, 1, 1).ConvTranspose2D(1, 4).Tanh().Build(seed: 2);
        using var model = Model(network, new());

        Assert.Equal(new GeneratorLayout(10), model.Layout);
        Assert.Equal(16, Generators.Floats(model.Transform(_ml.Seeds(1)))[0].Length);
        Assert.Equal("z", model.Generator.Inputs[0].Name);
    }

    [Fact]
    public void OtherColumnsPassAndADisposedModelSaysSo()
    {
        using var model = Model(Generators.Make(), new());
        IDataView view = model.Transform(_ml.Seeds([.. Enumerable.Range(0, 100).Select(i => (long)i)]));

        Assert.Equal(["Seed", "Image"], view.Schema.Select(column => column.Name));
        Assert.Equal([1, 8, 8], ((VectorDataViewType)view.Schema["Image"].Type).Dimensions.ToArray());
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => view.GetRowCursor(view.Schema));
    }

    [Fact]
    public void CursorSetsGiveTheSameImages()
    {
        using var model = Model(Generators.Make(), new() { BatchSize = 16 });
        IDataView view = model.Transform(_ml.Seeds([.. Enumerable.Range(0, 300).Select(i => (long)i)]));
        float[][] expected = Generators.Floats(view);

        DataViewRowCursor[] cursors = view.GetRowCursorSet(view.Schema, 4);
        Dictionary<long, float[]> images = [];
        foreach (DataViewRowCursor cursor in cursors)
        {
            using (cursor)
            {
                ValueGetter<long> seed = cursor.GetGetter<long>(view.Schema["Seed"]);
                ValueGetter<VBuffer<float>> image = cursor.GetGetter<VBuffer<float>>(view.Schema["Image"]);
                while (cursor.MoveNext())
                {
                    (long key, VBuffer<float> value) = (0, default);
                    seed(ref key);
                    image(ref value);
                    images.Add(key, [.. value.DenseValues()]);
                }
            }
        }

        Assert.Equal(expected, images.OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    private static float[] Noise(long seed, double truncation = double.PositiveInfinity, int count = Generators.Latents)
    {
        var values = new float[count];
        LatentNoise.Fill(seed, values, truncation);
        return values;
    }

    // Eight latent numbers and four classes, as an image of twelve pixels.
    private static Network Conditional(params string[]? labels) =>
        Network.Input(12).Reshape(1, 3, 4).Build().WithGenerator(new(8, 4)).WithLabels(labels);

    private GeneratorTransformer Model(Network network, GeneratorOptions options) =>
        new(_ml, network, options with { OutputKind = GeneratedImageKind.Float });

    private float[][] Floats(Network network, IDataView rows, GeneratorOptions? options = null)
    {
        using GeneratorTransformer model = Model(network, options ?? new());
        return Generators.Floats(model.Transform(rows));
    }

    private byte[] Bytes(Network network, PixelLayout layout, int[] dimensions)
    {
        using var model = new GeneratorTransformer(_ml, network, new() { OutputKind = GeneratedImageKind.Byte, Layout = layout });
        IDataView view = model.Transform(_ml.Seeds(4));
        Assert.Equal(dimensions, ((VectorDataViewType)view.Schema["Image"].Type).Dimensions.ToArray());
        return view.GetColumn<byte[]>("Image").Single();
    }

    private MLImage[] Images(Network network)
    {
        using var model = new GeneratorTransformer(_ml, network, new());
        IDataView view = model.Transform(_ml.Seeds(4));
        Assert.IsType<ImageDataViewType>(view.Schema["Image"].Type);
        return [.. view.GetColumn<MLImage>("Image")];
    }
}
