using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Compat.Tests.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Evaluation;

public sealed class SplitTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void ASplitGivesEachRowToOneSide() => Prop.ForAll(
        (from count in Gen.Choose(0, 200)
         from seed in Gen.Choose(0, 1000)
         from percent in Gen.Choose(1, 99)
         select (count, seed, percent)).ToArbitrary(),
        input =>
        {
            IDataView rows = Rows(input.count);
            DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(rows, input.percent / 100.0, seed: input.seed);
            int[] both = [.. split.TrainSet.Read<int>("Id"), .. split.TestSet.Read<int>("Id")];
            return both.Order().SequenceEqual(Enumerable.Range(0, input.count));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void FoldsArePartsOfTheRows() => Prop.ForAll(
        (from count in Gen.Choose(0, 100)
         from seed in Gen.Choose(0, 1000)
         from folds in Gen.Choose(2, 7)
         select (count, seed, folds)).ToArbitrary(),
        input =>
        {
            IDataView rows = Rows(input.count);
            IReadOnlyList<DataOperationsCatalog.TrainTestData> folds = _ml.Data.CrossValidationSplit(rows, input.folds, seed: input.seed);
            int[] all = [.. Enumerable.Range(0, input.count)];
            return folds.Count == input.folds
                && folds.SelectMany(fold => fold.TestSet.Read<int>("Id")).Order().SequenceEqual(all)
                && folds.All(fold => fold.TrainSet.Read<int>("Id").Concat(fold.TestSet.Read<int>("Id")).Order().SequenceEqual(all));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TheFractionIsAboutRight()
    {
        int test = _ml.Data.TrainTestSplit(Rows(5000), 0.2).TestSet.Read<int>("Id").Length;
        Assert.InRange(test, 900, 1100);
    }

    [Theory]
    [InlineData("Name")]
    [InlineData("Flag")]
    [InlineData("Pixels")]
    [InlineData("Number")]
    public void RowsWithTheSameSamplingKeyStayTogether(string key)
    {
        Sample[] rows = Sample.Make(60);
        foreach (Sample row in rows)
        {
            row.Number = row.Id % 7;
            row.Pixels = [row.Id % 5, 1, 2, 3];
        }

        Func<Sample, object> value = key switch { "Name" => r => r.Name, "Flag" => r => r.Flag, "Pixels" => r => r.Pixels[0], _ => r => r.Number };
        foreach (DataOperationsCatalog.TrainTestData fold in _ml.Data.CrossValidationSplit(_ml.Data.LoadFromEnumerable(rows), 3, key))
        {
            object[] train = [.. fold.TrainSet.Read<int>("Id").Select(id => value(rows[id])).Distinct()];
            object[] test = [.. fold.TestSet.Read<int>("Id").Select(id => value(rows[id])).Distinct()];
            Assert.Empty(train.Intersect(test));
        }
    }

    [Fact]
    public void RowsWithoutASamplingKeyAreInNeitherSide()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable([new Sample { Id = 0, Name = "", Pixels = new float[4] }, new Sample { Id = 1, Name = "a", Pixels = new float[4] }]);
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(rows, 0.5, "Name");
        Assert.Equal([1], split.TrainSet.Read<int>("Id").Concat(split.TestSet.Read<int>("Id")));
    }

    [Fact]
    public void TheSeedDecidesAndTheContextsSeedStandsIn()
    {
        Assert.Equal(Test(new MLContext(1), 5), Test(new MLContext(2), 5));
        Assert.NotEqual(Test(new MLContext(1), 5), Test(new MLContext(1), 6));
        Assert.Equal(Test(new MLContext(5), null), Test(new MLContext(1), 5));
    }

    [Fact]
    public void ASplitHasTheColumnsOfItsSource()
    {
        IDataView rows = Rows(5);
        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("Name").Fit(rows).Transform(rows);
        DataViewSchema schema = _ml.Data.TrainTestSplit(mapped).TrainSet.Schema;
        Assert.Equal(mapped.Schema.Select(column => (column.Name, column.IsHidden)), schema.Select(column => (column.Name, column.IsHidden)));
        Assert.IsType<KeyDataViewType>(schema["Name"].Type);
        Assert.Equal(["n0", "n1", "n2"], schema["Name"].TextAnnotation("KeyValues"));
    }

    [Fact]
    public void SplittingReadsNothing()
    {
        var source = new CountedRows<Sample>(Sample.Make(5));
        _ml.Data.TrainTestSplit(_ml.Data.LoadFromEnumerable(source));
        _ml.Data.CrossValidationSplit(_ml.Data.LoadFromEnumerable(source));
        Assert.Equal(0, source.Enumerations);
    }

    [Fact]
    public void WrongArgumentsAreErrors()
    {
        Assert.Throws<ArgumentNullException>(() => _ml.Data.TrainTestSplit(null));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Rows(1), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Rows(1), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CrossValidationSplit(Rows(1), 1));
        Assert.Contains("Nowhere", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Rows(1), 0.5, "Nowhere")).Message);
    }

    private static int[] Test(MLContext ml, int? seed) =>
        ml.Data.TrainTestSplit(ml.Data.LoadFromEnumerable(Sample.Make(50)), 0.3, seed: seed).TestSet.Read<int>("Id");

    private IDataView Rows(int count) => _ml.Data.LoadFromEnumerable(Sample.Make(count));
}
