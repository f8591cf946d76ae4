namespace MlNetDeep.Transforms.Tests.Generation;

public class GeneratorLifetimeTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void APredictionEngineGivesTheSameImages()
    {
        long[] seeds = [7, 8, 7, -5];
        using var model = new GeneratorTransformer(_ml, Generators.Make(), new());
        using var floats = new GeneratorTransformer(_ml, Generators.Make(), new() { OutputKind = GeneratedImageKind.Float });
        var keep = new PredictionEngineOptions { OwnsTransformer = false };
        using var engine = _ml.Model.CreatePredictionEngine<Generators.SeedRow, Generators.ImageRow>(model, keep);
        using var floatEngine = _ml.Model.CreatePredictionEngine<Generators.SeedRow, Generators.FloatRow>(floats, keep);
        float[][] expected = Generators.Floats(floats.Transform(_ml.Seeds(seeds)));
        MLImage[] images = [.. model.Transform(_ml.Seeds(seeds)).GetColumn<MLImage>("Image")];
        // Every image belongs to whoever asked for it: earlier ones stay when later ones are made.
        MLImage[] predicted = [.. seeds.Select(seed => engine.Predict(new() { Seed = seed }).Image)];

        for (int i = 0; i < seeds.Length; i++)
        {
            Assert.Equal(expected[i], floatEngine.Predict(new() { Seed = seeds[i] }).Image);
            Assert.Equal(images[i].Pixels.ToArray(), predicted[i].Pixels.ToArray());
            images[i].Dispose();
            predicted[i].Dispose();
        }
    }

    [Fact]
    public void ImagesGoThroughStockTransforms()
    {
        using var model = new GeneratorTransformer(_ml, Generators.Make(3), new());
        using var bytes = new GeneratorTransformer(_ml, Generators.Make(3), new() { OutputKind = GeneratedImageKind.Byte });
        IDataView rows = _ml.Seeds(1, 2, 3);
        IDataView view = model.Transform(rows);
        view = _ml.Transforms.ExtractPixels("Pixels", "Image").Fit(view).Transform(view);

        Assert.Equal(
            bytes.Transform(rows).GetColumn<byte[]>("Image").Select(image => image.Select(pixel => (float)pixel).ToArray()),
            view.GetColumn<float[]>("Pixels"));
    }

    [Fact]
    public async Task ManyThreadsSampleFromOneModel()
    {
        using var model = new GeneratorTransformer(_ml, Generators.Make(), new() { OutputKind = GeneratedImageKind.Float, BatchSize = 8 });
        float[][] expected = Generators.Floats(_ml.DeepLearning.Sample(model, 60, seed: 1));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
            Assert.Equal(expected, Generators.Floats(_ml.DeepLearning.Sample(model, 60, seed: 1))))));
    }

    [Fact]
    public void DisposingReleasesTheSessionAndAllBuffers()
    {
        (int sessions, int batches) = (ScoringSession.LiveCount, ScoreBatch.LiveCount);
        var model = new GeneratorTransformer(_ml, Generators.Make(), new() { OutputKind = GeneratedImageKind.Float });
        IDataView samples = _ml.DeepLearning.Sample(model, 100);
        Generators.Floats(samples);
        var engine = _ml.Model.CreatePredictionEngine<Generators.SeedRow, Generators.FloatRow>(model);
        engine.Predict(new() { Seed = 1 });
        Assert.Equal(sessions + 1, ScoringSession.LiveCount);

        engine.Dispose();

        Assert.Equal((sessions, batches), (ScoringSession.LiveCount, ScoreBatch.LiveCount));
        Assert.Throws<ObjectDisposedException>(() => samples.GetRowCursor(samples.Schema));
        Assert.Throws<ObjectDisposedException>(() => model.Transform(_ml.Seeds(1)));
        Assert.Throws<ObjectDisposedException>(() => _ml.DeepLearning.Sample(model, 1));
        GC.KeepAlive(engine);
    }

    [Fact]
    public void RowsCostNothingBesideTheirImages()
    {
        using var model = new GeneratorTransformer(_ml, Generators.Make(classes: 3), new() { OutputKind = GeneratedImageKind.Float, Threads = 1 });
        IDataView samples = _ml.DeepLearning.Sample(model, 2000);
        using DataViewRowCursor cursor = samples.GetRowCursor(samples.Schema);
        ValueGetter<VBuffer<float>> image = cursor.GetGetter<VBuffer<float>>(samples.Schema["Image"]);
        ValueGetter<long> seed = cursor.GetGetter<long>(samples.Schema["Seed"]);
        (VBuffer<float> value, long number) = (default, 0);
        Read(256);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(1024);

        // A few small objects for each of the 16 batches.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 4096);

        void Read(int count)
        {
            for (int i = 0; i < count && cursor.MoveNext(); i++)
            {
                image(ref value);
                seed(ref number);
            }
        }
    }
}
