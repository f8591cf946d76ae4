using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Compat.Tests.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Evaluation;

public sealed class CrossValidationTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void EachFoldIsFittedOnceAndScoredOnWhatItHasNotSeen()
    {
        var probe = new ShapeProbe(_ml.Transforms.CopyColumns("Score", "Number"));
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<RegressionMetrics>> folds =
            _ml.Regression.CrossValidate(Rows(), probe, numberOfFolds: 3, labelColumnName: "Target");
        Assert.Equal(3, probe.Fits);
        Assert.Equal([0, 1, 2], folds.Select(fold => fold.Fold));
        Assert.Equal(Enumerable.Range(0, 40), folds.SelectMany(fold => fold.ScoredHoldOutSet.Read<int>("Id")).Order());
        Assert.All(folds, fold => Assert.NotNull(fold.Model));
    }

    [Fact]
    public void TheMetricsAreThoseOfTheScoredFold()
    {
        foreach (var fold in _ml.Regression.CrossValidate(Rows(), _ml.Transforms.CopyColumns("Score", "Number"), 4, "Target"))
        {
            // The target is the number and one, in every row.
            Assert.Equal(1, fold.Metrics.MeanAbsoluteError, 1e-6);
            Assert.Equal(_ml.Regression.Evaluate(fold.ScoredHoldOutSet, "Target").RSquared, fold.Metrics.RSquared);
        }
    }

    [Fact]
    public void TheFoldsAreThoseOfTheSplit()
    {
        int[][] expected = [.. _ml.Data.CrossValidationSplit(Rows(), 3, seed: 8).Select(fold => fold.TestSet.Read<int>("Id"))];
        var folds = _ml.Regression.CrossValidate(Rows(), _ml.Transforms.CopyColumns("Score", "Number"), 3, "Target", seed: 8);
        Assert.Equal(expected, folds.Select(fold => fold.ScoredHoldOutSet.Read<int>("Id")));
    }

    [Fact]
    public void RowsWithTheSameSamplingKeyStayInOneFold()
    {
        var folds = _ml.Regression.CrossValidate(Rows(), _ml.Transforms.CopyColumns("Score", "Number"), 2, "Target", "Group");
        string[][] groups = [.. folds.Select(fold => fold.ScoredHoldOutSet.ReadText("Group").Distinct().ToArray())];
        Assert.Empty(groups[0].Intersect(groups[1]));
    }

    [Fact]
    public void TheWholeChainScoresAlsoWhatIsForTrainingOnly()
    {
        // Labels are often made by a part that prediction leaves out: the evaluation needs it.
        IEstimator<ITransformer> chain = new EstimatorChain<ITransformer>()
            .Append(_ml.Transforms.CopyColumns("Label", "Target"), TransformerScope.TrainTest)
            .Append(_ml.Transforms.CopyColumns("Score", "Number"));
        Assert.All(_ml.Regression.CrossValidate(Rows(), chain, 2), fold => Assert.Equal(1, fold.Metrics.MeanAbsoluteError, 1e-6));
    }

    [Fact]
    public void WrongArgumentsAreErrors()
    {
        IEstimator<ITransformer> estimator = _ml.Transforms.CopyColumns("Score", "Number");
        Assert.Throws<ArgumentNullException>(() => _ml.Regression.CrossValidate(null, estimator));
        Assert.Throws<ArgumentNullException>(() => _ml.Regression.CrossValidate(Rows(), null));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.CrossValidate(Rows(), estimator, numberOfFolds: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.CrossValidate(Rows(), estimator, labelColumnName: ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.CrossValidate(Rows(), estimator, labelColumnName: "Nowhere"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Regression.CrossValidate(Rows(), estimator, 2, "Target", "Nowhere"));
    }

    private IDataView Rows() => _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, 40).Select(i => new Row { Id = i, Number = i * 13 % 17, Target = (i * 13 % 17) + 1, Group = "g" + (i % 9) }).ToArray());

    private sealed class Row
    {
        public int Id { get; set; }

        public float Number { get; set; }

        public float Target { get; set; }

        public string Group { get; set; } = "";
    }
}
