using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Evaluation;

public sealed class MulticlassEvaluationTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void PerfectPredictions()
    {
        MulticlassClassificationMetrics metrics = Evaluate([Row(0, 1, 0, 0), Row(1, 0, 1, 0), Row(2, 0, 0, 1)]);
        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Equal(1, metrics.MacroAccuracy);
        Assert.Equal(0, metrics.LogLoss);
        Assert.Equal(1, metrics.LogLossReduction);
        Assert.All(metrics.PerClassLogLoss, loss => Assert.Equal(0, loss));
        Assert.All(metrics.ConfusionMatrix.PerClassPrecision, precision => Assert.Equal(1, precision));
    }

    [Fact]
    public void MicroWeighsRowsAndMacroWeighsClasses()
    {
        MulticlassClassificationMetrics metrics = Evaluate([Row(0, .8f, .1f, .1f), Row(0, .8f, .1f, .1f), Row(0, .8f, .1f, .1f), Row(1, .8f, .1f, .1f)]);
        Assert.Equal(0.75, metrics.MicroAccuracy);
        Assert.Equal(0.5, metrics.MacroAccuracy);
    }

    [Fact]
    public void TheLogLossIsTheMeanNegativeLogarithm()
    {
        MulticlassClassificationMetrics metrics = Evaluate([Row(0, .5f, .3f, .2f), Row(1, .25f, .25f, .5f)]);
        Assert.Equal((Math.Log(2) + Math.Log(4)) / 2, metrics.LogLoss, 1e-12);
        Assert.Equal([Math.Log(2), Math.Log(4), 0], metrics.PerClassLogLoss, (expected, actual) => Math.Abs(expected - actual) < 1e-12);

        // The prior has a loss of log 2: half of the rows are of either class.
        Assert.Equal((Math.Log(2) - metrics.LogLoss) / Math.Log(2), metrics.LogLossReduction, 1e-12);
    }

    [Fact]
    public void AProbabilityOfZeroHasAFiniteLoss()
    {
        MulticlassClassificationMetrics metrics = Evaluate([Row(0, 0, 1, 0)]);
        Assert.Equal(-Math.Log(1e-15f), metrics.LogLoss, 1e-9);
    }

    [Fact]
    public void RowsWithoutALabelDoNotCount()
    {
        IDataView scored = Scored([Row(0, 1, 0, 0), Row(uint.MaxValue, 0, 1, 0)]);
        Assert.Equal(1, _ml.MulticlassClassification.Evaluate(scored).ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public void RowsWithScoresThatAreNotFiniteDoNotCount()
    {
        MulticlassClassificationMetrics metrics = Evaluate([Row(0, 1, 0, 0), Row(0, float.NaN, 1, 0), Row(0, 0, float.PositiveInfinity, 0)]);
        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Equal(1, metrics.ConfusionMatrix.GetCountForClassPair(0, 0));
    }

    [Fact]
    public void NoRowsGiveZeros()
    {
        MulticlassClassificationMetrics metrics = Evaluate([]);
        Assert.Equal(0, metrics.MicroAccuracy);
        Assert.Equal(0, metrics.MacroAccuracy);
        Assert.Equal(0, metrics.LogLoss);
        Assert.True(double.IsNaN(metrics.LogLossReduction));
    }

    [Fact]
    public void LabelsCanBeNumbersThatCountFromZero()
    {
        FloatRow[] rows =
        [
            new() { Label = 1, Score = [0, 1, 0] },
            new() { Label = 5, Score = [0, 1, 0] },
            new() { Label = 1.5f, Score = [0, 1, 0] },
            new() { Label = -1, Score = [0, 1, 0] },
            new() { Label = float.NaN, Score = [0, 1, 0] },
        ];
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(_ml.Data.LoadFromEnumerable(rows));

        // The fifth class was never seen in training: it counts as wrong, with the highest loss. The last three do not count.
        Assert.Equal(0.5, metrics.MicroAccuracy);
        Assert.Equal(1, metrics.MacroAccuracy);
        Assert.Equal(-Math.Log(1e-15f) / 2, metrics.LogLoss, 1e-9);
        Assert.Equal(1, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public void EqualScoresRankInTheOrderOfTheClasses()
    {
        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(Scored([Row(1, .3f, .3f, .4f), Row(0, .4f, .4f, .2f)]), topKPredictionCount: 3);
        Assert.Equal([0.5, 0.5, 1.0], metrics.TopKAccuracyForAllK);
        Assert.Equal(3, metrics.TopKPredictionCount);
        Assert.Equal(1, metrics.TopKAccuracy);
        Assert.Equal(1, metrics.ConfusionMatrix.GetCountForClassPair(2, 1));
    }

    [Fact]
    public void TopKIsOnlyThereWhenAskedFor()
    {
        MulticlassClassificationMetrics metrics = Evaluate([Row(0, 1, 0, 0)]);
        Assert.Null(metrics.TopKAccuracyForAllK);
        Assert.Equal(0, metrics.TopKAccuracy);
        Assert.Equal(0, metrics.TopKPredictionCount);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void TopKOutOfRangeIsAnError(int count) =>
        Assert.ThrowsAny<Exception>(() => _ml.MulticlassClassification.Evaluate(Scored([Row(0, 1, 0, 0)]), topKPredictionCount: count));

    [Fact]
    public void AConfusionMatrixIsReadByPredictedThenActualClass()
    {
        ConfusionMatrix matrix = Evaluate([Row(0, 0, 1, 0)]).ConfusionMatrix;
        Assert.Equal(1, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 1, actualClassIndicatorIndex: 0));
        Assert.Equal(1, matrix.Counts[0][1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(0, -1));
    }

    [Fact]
    public void MissingColumnsAreErrors()
    {
        IDataView scored = Scored([Row(0, 1, 0, 0)]);
        Assert.Contains("Nowhere", Error(() => _ml.MulticlassClassification.Evaluate(scored, labelColumnName: "Nowhere")));
        Assert.Contains("Nowhere", Error(() => _ml.MulticlassClassification.Evaluate(scored, scoreColumnName: "Nowhere")));
        Assert.Contains("Nowhere", Error(() => _ml.MulticlassClassification.Evaluate(scored, predictedLabelColumnName: "Nowhere")));
    }

    [Fact]
    public void ColumnsOfOtherTypesAreErrors()
    {
        IDataView scored = Scored([Row(0, 1, 0, 0)]);
        Assert.Contains("Text", Error(() => _ml.MulticlassClassification.Evaluate(scored, labelColumnName: "Text")));
        Assert.Contains("Text", Error(() => _ml.MulticlassClassification.Evaluate(scored, scoreColumnName: "Text")));
        Assert.Contains("Label", Error(() => _ml.MulticlassClassification.Evaluate(scored, scoreColumnName: "Label")));
    }

    [Fact]
    public void MissingArgumentsAreErrors()
    {
        Assert.Throws<ArgumentNullException>(() => _ml.MulticlassClassification.Evaluate(null));
        Assert.ThrowsAny<ArgumentException>(() => _ml.MulticlassClassification.Evaluate(Scored([]), labelColumnName: ""));
    }

    private static string Error(Func<object> evaluate) => Assert.Throws<ArgumentOutOfRangeException>(evaluate).Message;

    private static KeyRow Row(uint label, params float[] scores) => new() { Label = label, Score = scores };

    private MulticlassClassificationMetrics Evaluate(KeyRow[] rows) => _ml.MulticlassClassification.Evaluate(Scored(rows));

    private IDataView Scored(KeyRow[] rows) => _ml.Data.LoadFromEnumerable(rows);

    private sealed class KeyRow
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];

        [KeyType(3)]
        public uint PredictedLabel { get; set; }

        public string Text { get; set; } = "";
    }

    private sealed class FloatRow
    {
        public float Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];

        [KeyType(3)]
        public uint PredictedLabel { get; set; }
    }
}
