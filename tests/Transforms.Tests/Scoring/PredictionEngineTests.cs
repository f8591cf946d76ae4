namespace MlNetDeep.Transforms.Tests;

public class PredictionEngineTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void PredictionsAreThoseOfTransform()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        List<Rows.Picture> pictures = Rows.Pictures(20);
        float[][] expected = Rows.Scores(model.Transform(_ml.Data.LoadFromEnumerable(pictures)));
        using PredictionEngine<Rows.Picture, Rows.Prediction> engine =
            _ml.Model.CreatePredictionEngine<Rows.Picture, Rows.Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });

        for (int row = 0; row < pictures.Count; row++)
        {
            Rows.Prediction prediction = engine.Predict(pictures[row]);
            Assert.Equal(expected[row], prediction.Score, (a, b) => Math.Abs(a - b) <= 1e-6f);
            Assert.Equal(expected[row].ToList().IndexOf(expected[row].Max()) + 1, (int)prediction.PredictedLabel);
        }
    }

    [Fact]
    public void AChainPredictsTheOriginalLabel()
    {
        List<Rows.Example> rows = Rows.Examples(30);
        TransformerChain<ITransformer> chain = Chains.Full(_ml, rows);
        using PredictionEngine<Rows.Example, Chains.Named> engine = _ml.Model.CreatePredictionEngine<Rows.Example, Chains.Named>(chain);

        Assert.All(rows, row => Assert.Equal(row.Label, engine.Predict(row).PredictedLabel));
    }

    [Fact]
    public void AChainIsOneRowMapper()
    {
        List<Rows.Example> rows = Rows.Examples(30);
        IDataView view = _ml.Data.LoadFromEnumerable(rows);
        using TransformerChain<ITransformer> full = Chains.Full(_ml, rows);
        ITransformer chain = full;

        Assert.True(chain.IsRowToRowMapper);
        IRowToRowMapper mapper = chain.GetRowToRowMapper(view.Schema);

        Assert.Equal(["Features"], mapper.GetDependencies([mapper.OutputSchema["Score"]]).Select(column => column.Name));
        Assert.Equal(
            chain.Transform(view).Schema.Select(column => (column.Name, column.Type)),
            chain.GetOutputSchema(view.Schema).Select(column => (column.Name, column.Type)));
    }

    [Fact]
    public void AnswersDoNotShareArraysAndAnAnswerCanBeReused()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());
        using PredictionEngine<Rows.Example, Rows.Prediction> engine = Engine<Rows.Example>(model);
        Rows.Example one = new() { Features = [1, 0, 0, 0] }, two = new() { Features = [0, 0, 1, 0] };

        Rows.Prediction first = engine.Predict(one);
        float[] kept = [.. first.Score];
        Rows.Prediction second = engine.Predict(two);
        Assert.Equal(kept, first.Score);
        Assert.Equal((1u, 3u), (first.PredictedLabel, second.PredictedLabel));

        Rows.Prediction reused = second;
        engine.Predict(one, ref reused);
        Assert.Same(second, reused);
        Assert.Equal(kept, reused.Score);
        Assert.Equal(1u, reused.PredictedLabel);
    }

    [Fact]
    public void APredictionAllocatesNothing()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        using PredictionEngine<Rows.Picture, Rows.Prediction> engine = Engine<Rows.Picture>(model);
        Rows.Picture picture = Rows.Pictures(1)[0];
        var answer = new Rows.Prediction();
        Bytes(100);

        // What ML.NET itself allocates for a row is the same for every model; ours adds nothing that counts.
        Assert.InRange(Bytes(1_000) / 1_000, 0, 64);

        long Bytes(int calls)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < calls; i++)
                engine.Predict(picture, ref answer);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void RowsWithoutTheImageAreAnErrorOfTheColumn()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional(), new() { InputColumnName = "Image" });

        ColumnException error = Assert.Throws<ColumnException>(() => Engine<Rows.Picture>(model));

        Assert.Contains("'Image'", error.Message);
    }

    [Fact]
    public void ACacheOfScoresKeepsThemWithTheirRows()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional(), new() { BatchSize = 4 });
        IDataView scored = model.Transform(_ml.Data.LoadFromEnumerable(Rows.Pictures(30)));
        float[][] expected = Rows.Scores(scored);

        IDataView cached = _ml.Data.Cache(scored);

        Assert.Equal(expected, Rows.Scores(cached));
        model.Dispose();
        // From memory, without the model.
        Assert.Equal(expected, Rows.Scores(cached));
    }

    [Fact]
    public async Task ManyThreadsScoreWithOneTransformer()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional(), new() { BatchSize = 8 });
        List<Rows.Picture> pictures = Rows.Pictures(50);
        IDataView view = _ml.Data.LoadFromEnumerable(pictures);
        float[][] expected = Rows.Scores(model.Transform(view));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            if (thread % 2 == 0)
            {
                float[][] scores = Rows.Scores(model.Transform(view));
                for (int row = 0; row < expected.Length; row++)
                    Assert.Equal(expected[row], scores[row], (a, b) => Math.Abs(a - b) <= 1e-6f);
                return;
            }

            using PredictionEngine<Rows.Picture, Rows.Prediction> engine = _ml.Model
                .CreatePredictionEngine<Rows.Picture, Rows.Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
            for (int row = 0; row < expected.Length; row++)
                Assert.Equal(expected[row], engine.Predict(pictures[row]).Score, (a, b) => Math.Abs(a - b) <= 1e-6f);
        })));
    }

    private PredictionEngine<TRow, Rows.Prediction> Engine<TRow>(ConvNetTransformer model)
        where TRow : class => _ml.Model.CreatePredictionEngine<TRow, Rows.Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
}
