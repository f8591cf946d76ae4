using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

/// <summary>What every cursor does, over views of several kinds.</summary>
public sealed class CursorTests
{
    private const int Count = 30;
    private static readonly MLContext _ml = new(1);

    public static TheoryData<string> Kinds => ["rows", "cache", "take", "skip", "shuffle", "filter", "split", "key", "concatenate", "copy", "drop", "chain"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void PositionIsMinusOneBeforeAndAfterTheRows(string kind)
    {
        using DataViewRowCursor cursor = Open(kind, out int rows);
        Assert.Equal(-1, cursor.Position);
        for (int i = 0; i < rows; i++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(i, cursor.Position);
        }

        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
        Assert.False(cursor.MoveNext());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void OnlyTheColumnsAskedForAreActive(string kind)
    {
        IDataView view = View(kind);
        DataViewSchema.Column id = view.Schema[nameof(Sample.Id)];
        DataViewSchema.Column name = view.Schema[nameof(Sample.Name)];
        using DataViewRowCursor cursor = view.GetRowCursor([id]);
        Assert.True(cursor.IsColumnActive(id));
        Assert.False(cursor.IsColumnActive(name));
        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<ReadOnlyMemory<char>>(name));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AGetterOfAnotherTypeIsAnError(string kind)
    {
        IDataView view = View(kind);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<double>(view.Schema[nameof(Sample.Id)]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void RowIdsAreUniqueAndTheSameOnEveryPass(string kind)
    {
        IDataView view = View(kind);
        DataViewRowId[] ids = view.Ids();
        Assert.Equal(Rows(kind), ids.Length);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        if (kind != "shuffle")
        {
            Assert.Equal(ids, view.Ids());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SeveralCursorsOfASetGiveEachRowOnce(string kind)
    {
        IDataView view = View(kind);
        DataViewSchema.Column id = view.Schema[nameof(Sample.Id)];
        DataViewRowCursor[] cursors = view.GetRowCursorSet([id], 3);
        Assert.InRange(cursors.Length, 1, 3);
        var seen = new List<int>();
        foreach (DataViewRowCursor cursor in cursors)
        {
            using (cursor)
            {
                seen.AddRange(cursor.Read<int>(nameof(Sample.Id)));
            }
        }

        Assert.Equal(view.Read<int>(nameof(Sample.Id)).Order(), seen.Order());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AShuffledCursorGivesTheSameRows(string kind)
    {
        IDataView view = View(kind);
        int[] shuffled = view.Read<int>(nameof(Sample.Id), new Random(5));
        Assert.Equal(view.Read<int>(nameof(Sample.Id)).Order(), shuffled.Order());
        if (!view.CanShuffle && kind != "shuffle")
        {
            Assert.Equal(view.Read<int>(nameof(Sample.Id)), shuffled);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ARowCountThatIsKnownIsRight(string kind) =>
        Assert.Equal(Rows(kind), View(kind).GetRowCount() ?? Rows(kind));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TwoCursorsDoNotDisturbEachOther(string kind)
    {
        IDataView view = View(kind);
        using DataViewRowCursor first = view.GetRowCursor(view.Schema);
        using DataViewRowCursor second = view.GetRowCursor(view.Schema);
        ValueGetter<float> getFirst = first.GetGetter<float>(first.Schema[nameof(Sample.Number)]);
        ValueGetter<int> getId = first.GetGetter<int>(first.Schema[nameof(Sample.Id)]);
        Assert.True(first.MoveNext());
        Assert.True(second.MoveNext());
        Assert.True(second.MoveNext());
        float number = 0;
        int id = 0;
        getFirst(ref number);
        getId(ref id);
        Assert.Equal(id / 2f, number);
        Assert.Equal(0, first.Position);
        Assert.Equal(1, second.Position);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ACursorOverNoColumnsStillCountsRows(string kind)
    {
        using DataViewRowCursor cursor = View(kind).GetRowCursor([]);
        int rows = 0;
        while (cursor.MoveNext())
        {
            rows++;
        }

        Assert.Equal(Rows(kind), rows);
    }

    [Fact]
    public void ADisposedCursorHasNoMoreRows()
    {
        DataViewRowCursor cursor = Open("rows", out _);
        Assert.True(cursor.MoveNext());
        cursor.Dispose();
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void AGetterFillsTheBufferThatItIsGiven()
    {
        IDataView view = View("rows");
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(view.Schema[nameof(Sample.Pixels)]);
        VBuffer<float> kept = default;
        VBuffer<float> reused = default;
        Assert.True(cursor.MoveNext());
        getter(ref kept);
        getter(ref reused);
        Assert.True(cursor.MoveNext());
        getter(ref reused);
        Assert.Equal([0f, 1f, 2f, 3f], kept.DenseValues());
        Assert.Equal([1f, 2f, 3f, 4f], reused.DenseValues());
    }

    private static DataViewRowCursor Open(string kind, out int rows)
    {
        rows = Rows(kind);
        IDataView view = View(kind);
        return view.GetRowCursor(view.Schema);
    }

    private static int Rows(string kind) => kind switch
    {
        "take" => 10,
        "skip" => Count - 10,
        "filter" => 10,
        "split" => View(kind).Read<int>(nameof(Sample.Id)).Length,
        _ => Count,
    };

    private static IDataView View(string kind)
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(Sample.Make(Count));
        return kind switch
        {
            "rows" => rows,
            "cache" => _ml.Data.Cache(rows),
            "take" => _ml.Data.TakeRows(rows, 10),
            "skip" => _ml.Data.SkipRows(rows, 10),
            "shuffle" => _ml.Data.ShuffleRows(rows, 3),
            "filter" => _ml.Data.FilterRowsByColumn(rows, nameof(Sample.Number), 2, 7),
            "split" => _ml.Data.TrainTestSplit(rows, 0.3).TrainSet,
            "key" => Fit(_ml.Transforms.Conversion.MapValueToKey("Key", nameof(Sample.Name)), rows),
            "concatenate" => Fit(_ml.Transforms.Concatenate("All", nameof(Sample.Number), nameof(Sample.Pixels)), rows),
            "copy" => Fit(_ml.Transforms.CopyColumns("Copy", nameof(Sample.Number)), rows),
            "drop" => Fit(_ml.Transforms.DropColumns(nameof(Sample.Flag)), rows),
            "chain" => Fit(
                _ml.Transforms.Conversion.MapValueToKey("Key", nameof(Sample.Name))
                    .Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Key"))
                    .AppendCacheCheckpoint(_ml),
                rows),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of view."),
        };
    }

    private static IDataView Fit<T>(IEstimator<T> estimator, IDataView view)
        where T : class, ITransformer => estimator.Fit(view).Transform(view);
}
