using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

/// <summary>Taking, skipping, filtering and shuffling rows.</summary>
public sealed class RowRangeTests
{
    private readonly MLContext _ml = new(1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(10, 10)]
    [InlineData(100, 10)]
    public void TakeGivesTheFirstRows(long count, int expected) =>
        Assert.Equal(Enumerable.Range(0, expected), _ml.Data.TakeRows(Rows(), count).Read<int>("Id"));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 9)]
    [InlineData(10, 10)]
    [InlineData(100, 10)]
    public void SkipGivesTheOthers(long count, int first) =>
        Assert.Equal(Enumerable.Range(first, 10 - first), _ml.Data.SkipRows(Rows(), count).Read<int>("Id"));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void CountsMustBePositive(long count)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(Rows(), count));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.SkipRows(Rows(), count));
    }

    [Fact]
    public void TakeReadsNoFurtherThanItMust()
    {
        var source = new CountedRows<Sample>(Sample.Make(10));
        _ml.Data.TakeRows(_ml.Data.LoadFromEnumerable(source), 3).Read<int>("Id");
        Assert.InRange(source.RowsGiven, 3, 4);
    }

    [Fact]
    public void AFilterKeepsTheLowerBoundAndNotTheUpper()
    {
        IDataView filtered = _ml.Data.FilterRowsByColumn(Rows(), "Number", 1, 2.5);
        Assert.Equal([2, 3, 4], filtered.Read<int>("Id"));
        Assert.Equal(Rows().Schema.Select(column => column.Name), filtered.Schema.Select(column => column.Name));
    }

    [Fact]
    public void AFilterDropsMissingNumbers()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable([new Sample { Number = float.NaN, Pixels = new float[4] }, new Sample { Id = 1, Pixels = new float[4] }]);
        Assert.Equal([1], _ml.Data.FilterRowsByColumn(rows, "Number").Read<int>("Id"));
    }

    [Fact]
    public void AFilterNeedsANumberColumnAndARange()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(Rows(), "Name"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(Rows(), "Number", 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(Rows(), "Nowhere"));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(4)]
    public void AShuffleGivesAllRowsInAnotherOrder(int pool)
    {
        int[] ids = _ml.Data.ShuffleRows(_ml.Data.LoadFromEnumerable(Sample.Make(50)), seed: 1, shufflePoolSize: pool).Read<int>("Id");
        Assert.NotEqual(Enumerable.Range(0, 50), ids);
        Assert.Equal(Enumerable.Range(0, 50), ids.Order());
    }

    [Fact]
    public void AShuffleDependsOnTheSeedOnly()
    {
        Assert.Equal(Shuffled(1), Shuffled(1));
        Assert.NotEqual(Shuffled(1), Shuffled(2));
    }

    [Fact]
    public void AShuffleKeepsRowsTogether()
    {
        IDataView shuffled = _ml.Data.ShuffleRows(Rows(), seed: 4);
        foreach (Sample row in _ml.Data.CreateEnumerable<Sample>(shuffled, reuseRowObject: false))
        {
            Assert.Equal(row.Id / 2f, row.Number);
            Assert.Equal("n" + (row.Id % 3), row.Name);
            Assert.Equal(row.Id, row.Pixels[0]);
        }
    }

    [Fact]
    public void AShuffleNeedsAPool() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.ShuffleRows(Rows(), shufflePoolSize: 0));

    private int[] Shuffled(int seed) => new MLContext(seed: 9).Data.ShuffleRows(Rows(), seed).Read<int>("Id");

    private IDataView Rows() => _ml.Data.LoadFromEnumerable(Sample.Make(10));
}
