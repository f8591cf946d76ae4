namespace MlNetDeep.Transforms.Tests;

public class CursorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 64)]
    [InlineData(3, 7)]
    [InlineData(7, 3)]
    [InlineData(64, 128)]
    [InlineData(64, 129)]
    [InlineData(64, 0)]
    public void EveryBatchSizeGivesTheScoresOfSingleRows(int batchSize, int rows)
    {
        using ConvNetTransformer batched = Model(batchSize);
        using ConvNetTransformer single = Model(1);
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(rows));

        float[][] actual = Rows.Scores(batched.Transform(view));
        float[][] expected = Rows.Scores(single.Transform(view));

        Assert.Equal(rows, actual.Length);
        for (int row = 0; row < rows; row++)
            Assert.Equal(expected[row], actual[row], (a, b) => Math.Abs(a - b) <= 1e-6f);
    }

    [Fact]
    public void AnyBatchSizeAnyThreadsAnyNumberOfRows()
    {
        using ConvNetTransformer single = Model(1);
        float[][] expected = Rows.Scores(single.Transform(_ml.Data.LoadFromEnumerable(Rows.Pictures(300))));
        var random = new Random(5);
        for (int round = 0; round < 40; round++)
        {
            int batchSize = random.Next(1, 200), threads = random.Next(0, 6), rows = random.Next(0, 300);
            using ConvNetTransformer model = _ml.DeepLearning.Score(
                TestNetworks.Convolutional(), new() { BatchSize = batchSize, Threads = threads });

            float[][] actual = Rows.Scores(model.Transform(_ml.Data.LoadFromEnumerable(Rows.Pictures(rows))));

            Assert.True(rows == actual.Length, $"{batchSize} a batch, {threads} threads, {rows} rows: {actual.Length} rows came.");
            for (int row = 0; row < rows; row++)
            {
                float off = expected[row].Zip(actual[row], (a, b) => Math.Abs(a - b)).Max();
                Assert.True(off <= 1e-6f, $"{batchSize} a batch, {threads} threads, {rows} rows: row {row} is off by {off}.");
            }
        }
    }

    [Fact]
    public void PassThroughColumnsStayWithTheirRow()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity(), new() { BatchSize = 4 });
        List<Rows.Example> rows = Rows.Examples(11);
        IDataView scored = model.Transform(_ml.Data.LoadFromEnumerable(rows));

        Rows.Example[] read = [.. _ml.Data.CreateEnumerable<Rows.Example>(scored, reuseRowObject: false)];
        Scored[] withScores = [.. _ml.Data.CreateEnumerable<Scored>(scored, reuseRowObject: false)];

        Assert.Equal(rows.Select(row => row.Name), read.Select(row => row.Name));
        Assert.Equal(rows.Select(row => row.Features), read.Select(row => row.Features));
        Assert.Equal(rows.Select(row => row.Id), withScores.Select(row => row.Id));
        Assert.Equal(rows.Select(row => row.Name), withScores.Select(row => row.Name));
        Assert.Equal(rows.Select(row => row.Features), withScores.Select(row => row.Features));
        Assert.Equal(rows.Select(row => row.Side), withScores.Select(row => row.Side));
        Assert.Equal(rows.Select(row => $"class {row.Features.Take(3).ToList().IndexOf(row.Features.Take(3).Max())}"),
            withScores.Select(row => $"class {row.PredictedLabel - 1}"));
    }

    [Fact]
    public void TheNetworkDoesNotRunWhenNoScoreIsWanted()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());
        int before = ScoreBatch.LiveCount;
        IDataView scored = model.Transform(_ml.Data.LoadFromEnumerable(Rows.Examples(5)));

        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Id"]]);
        ValueGetter<int> getter = cursor.GetGetter<int>(scored.Schema["Id"]);
        int rows = 0, id = 0;
        for (; cursor.MoveNext(); rows++)
            getter(ref id);

        Assert.Equal((5, 4), (rows, id));
        Assert.Equal(before, ScoreBatch.LiveCount);
    }

    [Fact]
    public void RowCountAndShufflingAreThoseOfTheInput()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Examples(5));
        IDataView scored = model.Transform(view);

        Assert.Equal(view.CanShuffle, scored.CanShuffle);
        Assert.Equal(view.GetRowCount(), scored.GetRowCount());
        IDataView shuffled = _ml.Data.ShuffleRows(scored, seed: 3);
        Assert.Equal([0, 1, 2, 3, 4], shuffled.GetColumn<int>("Id").Order());
    }

    private ConvNetTransformer Model(int batchSize) =>
        _ml.DeepLearning.Score(TestNetworks.Convolutional(), new() { BatchSize = batchSize });

    private sealed class Scored
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public float[] Features { get; set; } = [];

        public float[] Side { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }
}
