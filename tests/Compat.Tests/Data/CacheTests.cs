using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

public sealed class CacheTests
{
    private readonly MLContext _ml = new(1);
    private readonly CountedRows<Sample> _source = new(Sample.Make(20));

    [Fact]
    public void MakingACacheReadsNothing()
    {
        Cache();
        Assert.Equal(0, _source.Enumerations);
    }

    [Fact]
    public void AColumnIsReadOnce()
    {
        IDataView cache = Cache();
        cache.Read<int>("Id");
        cache.Read<int>("Id");
        Assert.Equal(1, _source.Enumerations);
    }

    [Fact]
    public void AnotherColumnIsReadWhenItIsFirstAskedFor()
    {
        IDataView cache = Cache();
        cache.Read<int>("Id");
        cache.Read<float>("Number");
        cache.Read<float>("Number");
        Assert.Equal(2, _source.Enumerations);
    }

    [Fact]
    public void ColumnsThatAreAskedForTogetherAreReadTogether()
    {
        IDataView cache = Cache();
        using (DataViewRowCursor cursor = cache.GetRowCursor([cache.Schema["Id"], cache.Schema["Number"]]))
        {
            while (cursor.MoveNext())
            {
            }
        }

        cache.Read<int>("Id");
        cache.Read<float>("Number");
        Assert.Equal(1, _source.Enumerations);
    }

    [Fact]
    public void ValuesAreThoseOfTheSource()
    {
        IDataView cache = Cache();
        for (int pass = 0; pass < 2; pass++)
        {
            Assert.Equal(Sample.Make(20).Select(row => row.Number), cache.Read<float>("Number"));
            Assert.Equal(Sample.Make(20).Select(row => row.Name), cache.ReadText("Name"));
            Assert.Equal(Sample.Make(20).SelectMany(row => row.Pixels), cache.Read<VBuffer<float>>("Pixels").SelectMany(pixels => pixels.DenseValues()));
        }
    }

    [Fact]
    public void ACacheCanShuffle()
    {
        IDataView cache = Cache();
        Assert.True(cache.CanShuffle);
        int[] shuffled = cache.Read<int>("Id", new Random(1));
        Assert.NotEqual(Enumerable.Range(0, 20), shuffled);
        Assert.Equal(Enumerable.Range(0, 20), shuffled.Order());
        Assert.Equal(shuffled, cache.Read<int>("Id", new Random(1)));
    }

    [Fact]
    public void ARowIdStaysWithItsRowWhenShuffled()
    {
        IDataView cache = Cache();
        Assert.Equal(Pairs(cache, null).Order(), Pairs(cache, new Random(3)).Order());
    }

    [Fact]
    public void AnUnknownColumnToPrefetchIsAnError() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.Cache(_ml.Data.LoadFromEnumerable(_source), "Nowhere"));

    private static List<(ulong Low, int Id)> Pairs(IDataView view, Random? random)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Id"]], random);
        ValueGetter<DataViewRowId> getRowId = cursor.GetIdGetter();
        ValueGetter<int> getId = cursor.GetGetter<int>(view.Schema["Id"]);
        var pairs = new List<(ulong, int)>();
        while (cursor.MoveNext())
        {
            DataViewRowId rowId = default;
            int id = 0;
            getRowId(ref rowId);
            getId(ref id);
            pairs.Add((rowId.Low, id));
        }

        return pairs;
    }

    private IDataView Cache() => _ml.Data.Cache(_ml.Data.LoadFromEnumerable(_source));
}
