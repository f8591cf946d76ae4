namespace MlNetDeep.Transforms.Tests;

public class LifetimeTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void DisposingReleasesTheSessionAndAllBuffers()
    {
        int sessions = ScoringSession.LiveCount;
        int batches = ScoreBatch.LiveCount;
        ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(100));
        Rows.Scores(model.Transform(view));
        // A row that nobody disposes, as in a prediction engine.
        var engine = _ml.Model.CreatePredictionEngine<Rows.Picture, Rows.Prediction>(model);
        engine.Predict(Rows.Pictures(1)[0]);
        Assert.Equal(sessions + 1, ScoringSession.LiveCount);

        engine.Dispose();

        Assert.Equal(sessions, ScoringSession.LiveCount);
        Assert.Equal(batches, ScoreBatch.LiveCount);
        GC.KeepAlive(engine);
    }

    [Fact]
    public void EverythingButTheSchemaFailsAfterDisposal()
    {
        ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(3));
        IDataView scored = model.Transform(view);
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);

        model.Dispose();
        model.Dispose();

        Assert.Throws<ObjectDisposedException>(() => cursor.MoveNext());
        Assert.Throws<ObjectDisposedException>(() => model.Transform(view));
        Assert.Throws<ObjectDisposedException>(() => scored.GetRowCursor([scored.Schema["Score"]]));
        Assert.Throws<ObjectDisposedException>(() => model.GetRowToRowMapper(view.Schema));
        Assert.NotNull(model.Network);
        Assert.NotNull(model.GetOutputSchema(view.Schema).GetColumnOrNull("Score"));
    }

    [Fact]
    public void AModelThatItsEngineDisposedSaysSoToEverybodyElse()
    {
        int batches = ScoreBatch.LiveCount;
        ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(3));
        var first = _ml.Model.CreatePredictionEngine<Rows.Picture, Rows.Prediction>(model);
        var second = _ml.Model.CreatePredictionEngine<Rows.Picture, Rows.Prediction>(model);
        IDataView scored = model.Transform(view);
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        Assert.Equal(5, second.Predict(Rows.Pictures(1)[0]).Score.Length);

        using (first)
            Assert.Equal(5, first.Predict(Rows.Pictures(1)[0]).Score.Length);

        Action[] uses =
        [
            () => first.Predict(Rows.Pictures(1)[0]),
            () => second.Predict(Rows.Pictures(2)[1]),
            () => _ml.Model.CreatePredictionEngine<Rows.Picture, Rows.Prediction>(model),
            () => model.Transform(view),
            () => Rows.Scores(scored),
            () => cursor.MoveNext(),
        ];
        Assert.All(uses, use =>
        {
            string message = Assert.Throws<ObjectDisposedException>(use).Message;
            Assert.Contains("ConvNetTransformer was disposed", message);
            Assert.Contains("PredictionEngineOptions.OwnsTransformer", message);
        });
        second.Dispose();
        first.Dispose();
        cursor.Dispose();
        Assert.Equal(batches, ScoreBatch.LiveCount);
    }

    [Fact]
    public async Task DisposingWhileOthersScoreEndsThemCleanly()
    {
        for (int round = 0; round < 20; round++)
        {
            int sessions = ScoringSession.LiveCount;
            int batches = ScoreBatch.LiveCount;
            ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional(), new() { BatchSize = 4 });
            IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(400));
            using var started = new CountdownEvent(3);
            Task[] tasks = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                IDataView scored = model.Transform(view);
                using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);
                cursor.MoveNext();
                started.Signal();
                try
                {
                    while (cursor.MoveNext())
                    {
                    }
                }
                catch (ObjectDisposedException)
                {
                    // What a cursor is meant to say when its transformer is gone.
                }
            }))];
            started.Wait();
            model.Dispose();
            await Task.WhenAll(tasks);

            Assert.Equal(sessions, ScoringSession.LiveCount);
            Assert.Equal(batches, ScoreBatch.LiveCount);
        }
    }

    [Fact]
    public void AFailedConstructionLeavesNothingBehind()
    {
        int sessions = ScoringSession.LiveCount;

        Assert.Throws<DeepLearningException>(() => _ml.DeepLearning.Score(TestNetworks.Identity(), new() { Device = "cuda:99" }));

        Assert.Equal(sessions, ScoringSession.LiveCount);
    }
}
