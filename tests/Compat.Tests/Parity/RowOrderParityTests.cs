using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Parity;

/// <summary>Which rows splits select and in which order shuffled views give them, against the real ML.NET.</summary>
public sealed class RowOrderParityTests
{
    private const string File = "rows-order.json";
    private const int Count = 100;

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, 3)]
    [InlineData(nameof(Row.Group), null)]
    [InlineData(nameof(Row.Group), 3)]
    [InlineData(nameof(Row.Id), null)]
    [InlineData(nameof(Row.Number), 3)]
    [InlineData(nameof(Row.Key), null)]
    public void TrainTestSplit(string? samplingKey, int? seed)
    {
        var ml = new MLContext(7);
        DataOperationsCatalog.TrainTestData split = ml.Data.TrainTestSplit(View(ml), 0.3, samplingKey, seed);
        Snapshot.Check(File, $"split by {samplingKey ?? "nothing"} seed {seed?.ToString() ?? "of the context"}", new JsonObject
        {
            ["train"] = Ids(split.TrainSet),
            ["test"] = Ids(split.TestSet),
            ["columns"] = new JsonArray([.. split.TrainSet.Schema.Select(c => JsonValue.Create(c.Name))]),
        });
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, 3)]
    [InlineData(nameof(Row.Group), null)]
    public void CrossValidationSplit(string? samplingKey, int? seed)
    {
        var ml = new MLContext(7);
        IReadOnlyList<DataOperationsCatalog.TrainTestData> folds = ml.Data.CrossValidationSplit(View(ml), 3, samplingKey, seed);
        Snapshot.Check(File, $"folds by {samplingKey ?? "nothing"} seed {seed?.ToString() ?? "of the context"}",
            new JsonArray([.. folds.Select(f => Ids(f.TestSet))]));
    }

    [Theory]
    [InlineData(null, 1000, true)]
    [InlineData(5, 1000, true)]
    [InlineData(5, 10, true)]
    [InlineData(5, 1000, false)]
    [InlineData(5, 10, false)]
    public void ShuffleRows(int? seed, int pool, bool shuffleSource)
    {
        var ml = new MLContext(7);
        IDataView view = ml.Data.ShuffleRows(View(ml), seed, pool, shuffleSource);
        Snapshot.Check(File, $"shuffle seed {seed?.ToString() ?? "of the context"} pool {pool} source {shuffleSource}", Ids(view));
    }

    [Fact]
    public void EveryPassOverAShuffledViewHasTheSameOrder()
    {
        var ml = new MLContext(7);
        IDataView view = ml.Data.ShuffleRows(View(ml), 5);
        Assert.Equal(Ids(view).ToJsonString(), Ids(view).ToJsonString());
    }

    [Fact]
    public void RowsOfAnEnumerableCannotShuffle()
    {
        var ml = new MLContext(7);
        IDataView view = View(ml);
        Assert.False(view.CanShuffle);
        Assert.Equal(Enumerable.Range(0, Count), Ids(view, new Random(3)).Select(id => id!.GetValue<int>()));
    }

    [Fact]
    public void ShuffledCursorOfACache()
    {
        var ml = new MLContext(7);
        Snapshot.Check(File, "cache, shuffled cursor", Ids(ml.Data.Cache(View(ml)), new Random(3)));
    }

    private static IDataView View(MLContext ml) => ml.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(Make).ToArray());

    private static Row Make(int i) => new() { Id = i, Group = "group " + i % 13, Number = i % 17 * 0.25f, Key = (uint)(i % 8) };

    private static JsonArray Ids(IDataView view, Random? random = null)
    {
        DataViewSchema.Column column = view.Schema[nameof(Row.Id)];
        var ids = new JsonArray();
        using DataViewRowCursor cursor = view.GetRowCursor([column], random);
        ValueGetter<int> getter = cursor.GetGetter<int>(column);
        while (cursor.MoveNext())
        {
            int id = 0;
            getter(ref id);
            ids.Add(id);
        }
        return ids;
    }

    private sealed class Row
    {
        public int Id { get; set; }

        public string Group { get; set; } = "";

        public float Number { get; set; }

        [KeyType(7)]
        public uint Key { get; set; }
    }
}
