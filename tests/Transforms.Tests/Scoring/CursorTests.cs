using System.Collections.Concurrent;

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
    public void RowsCostNoMemory()
    {
        using ConvNetTransformer model = Model(64);
        IDataView view = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Rows.Pictures(3_000)));
        IDataView scored = model.Transform(view);
        Read(3_000);
        long few = Read(300);
        long many = Read(3_000);

        // Only batches may allocate: a task or two each, 43 batches more.
        Assert.InRange(many - few, 0, 43 * 4_096);

        long Read(int rows)
        {
            using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"], scored.Schema["Features"]]);
            ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
            ValueGetter<VBuffer<float>> features = cursor.GetGetter<VBuffer<float>>(scored.Schema["Features"]);
            VBuffer<float> a = default, b = default;
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int row = 0; row < rows && cursor.MoveNext(); row++)
            {
                score(ref a);
                features(ref b);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
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
    public void PositionsCountUpAndIdsAreThoseOfTheInput()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity(), new() { BatchSize = 4 });
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Examples(10));
        IDataView scored = model.Transform(view);

        var expected = new List<DataViewRowId>();
        using (DataViewRowCursor cursor = view.GetRowCursor([]))
            Read(cursor, expected);
        var actual = new List<DataViewRowId>();
        using (DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]))
        {
            Assert.Equal(-1, cursor.Position);
            Read(cursor, actual);
            Assert.False(cursor.MoveNext());
        }

        Assert.Equal(expected, actual);

        static void Read(DataViewRowCursor cursor, List<DataViewRowId> ids)
        {
            ValueGetter<DataViewRowId> getter = cursor.GetIdGetter();
            DataViewRowId id = default;
            for (long position = 0; cursor.MoveNext(); position++)
            {
                Assert.Equal(position, cursor.Position);
                getter(ref id);
                ids.Add(id);
            }
        }
    }

    [Fact]
    public void AGetterAskedForInTheMiddleGivesTheCurrentRow()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity(), new() { BatchSize = 8 });
        IDataView scored = model.Transform(_ml.Data.LoadFromEnumerable(Rows.Examples(6)));
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Id"], scored.Schema["Score"]]);

        for (int row = 0; cursor.MoveNext(); row++)
        {
            int id = 0;
            cursor.GetGetter<int>(scored.Schema["Id"])(ref id);
            Assert.Equal(row, id);
        }
    }

    [Fact]
    public void OnlyActiveColumnsCanBeRead()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());
        IDataView scored = model.Transform(_ml.Data.LoadFromEnumerable(Rows.Examples(3)));
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);

        Assert.True(cursor.IsColumnActive(scored.Schema["Score"]));
        Assert.False(cursor.IsColumnActive(scored.Schema["Features"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<VBuffer<float>>(scored.Schema["Features"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(scored.Schema["Score"]));
    }

    [Fact]
    public void AValueBeforeTheFirstRowIsAnError()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());
        IDataView scored = model.Transform(_ml.Data.LoadFromEnumerable(Rows.Examples(3)));
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);

        VBuffer<float> score = default;
        Assert.Throws<InvalidOperationException>(() => getter(ref score));
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
    public void ACursorSetGivesEveryRowOnce()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity(), new() { BatchSize = 16 });
        List<Rows.Example> rows = Rows.Examples(500);
        IDataView view = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(rows), "Id", "Features");
        IDataView scored = model.Transform(view);
        float[][] expected = Rows.Scores(scored);

        DataViewRowCursor[] cursors = scored.GetRowCursorSet([scored.Schema["Id"], scored.Schema["Score"]], 3);
        var found = new ConcurrentDictionary<int, float[]>();
        Parallel.ForEach(cursors, cursor =>
        {
            using (cursor)
            {
                ValueGetter<int> idGetter = cursor.GetGetter<int>(scored.Schema["Id"]);
                ValueGetter<VBuffer<float>> scoreGetter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
                int id = 0;
                VBuffer<float> score = default;
                while (cursor.MoveNext())
                {
                    idGetter(ref id);
                    scoreGetter(ref score);
                    Assert.True(found.TryAdd(id, [.. score.DenseValues()]));
                }
            }
        });

        Assert.Equal(rows.Count, found.Count);
        for (int id = 0; id < rows.Count; id++)
            Assert.Equal(expected[id], found[id], (a, b) => Math.Abs(a - b) <= 1e-6f);
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
