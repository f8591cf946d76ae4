using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Evaluation;

public sealed class AnomalyEvaluationTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void AnomaliesAboveAllOthersAreAllFound()
    {
        AnomalyDetectionMetrics metrics = Evaluate(1, (1, 9), (0, 1), (1, 8), (0, -2), (0, 3));
        Assert.Equal(1, metrics.AreaUnderRocCurve);
        Assert.Equal(1, metrics.DetectionRateAtFalsePositiveCount);
    }

    [Fact]
    public void TheAreaIsTheShareOfPairsInOrder()
    {
        // Of the 2 * 3 pairs the anomaly scores above in 4 and equal in 1.
        Assert.Equal(4.5 / 6, Evaluate(1, (1, 4), (1, 2), (0, 3), (0, 2), (0, 1)).AreaUnderRocCurve, 1e-12);
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.75)]
    [InlineData(3, 1)]
    [InlineData(10, 1)]
    public void TheDetectionRateCountsAnomaliesBeforeOneFalsePositiveTooMany(int falsePositives, double expected)
    {
        AnomalyDetectionMetrics metrics = Evaluate(
            falsePositives, (0, 3), (1, 10), (0, 9), (1, 8), (0, 7), (1, 6), (0, 5), (1, 4));
        Assert.Equal(expected, metrics.DetectionRateAtFalsePositiveCount);
    }

    [Fact]
    public void RowsWithoutLabelOrScoreDoNotCount()
    {
        AnomalyDetectionMetrics metrics = Evaluate(
            1, (1, 2), (0, 1), (float.NaN, 5), (0, float.NaN), (0, float.PositiveInfinity), (1, float.NegativeInfinity));
        Assert.Equal(1, metrics.AreaUnderRocCurve);
        Assert.Equal(1, metrics.DetectionRateAtFalsePositiveCount);
    }

    [Theory]
    [InlineData(0, "positive")]
    [InlineData(1, "negative")]
    public void BothKindsOfRowsAreNeeded(float present, string kind)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate(1, (present, 1), (present, 2)));
        Assert.Contains(kind, error.Message);
    }

    // Objects count keys from 0; a number that is no key is missing.
    [Fact]
    public void AKeyOfTwoCountsItsSecondValueAsAnomaly()
    {
        IDataView data = _ml.Data.LoadFromEnumerable<KeyRow>(
            [new() { Label = 1, Score = 3 }, new() { Label = 0, Score = 1 }, new() { Label = 2, Score = 9 }]);
        Assert.Equal(1, _ml.AnomalyDetection.Evaluate(data).AreaUnderRocCurve);
    }

    [Fact]
    public void ColumnsOfOtherTypesAreRefused()
    {
        IDataView data = Rows((1, 1), (0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(data, labelColumnName: "Boolean"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(data, scoreColumnName: "Double"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(data, labelColumnName: "None"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(data, predictedLabelColumnName: "None"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(data, falsePositiveCount: 0));
    }

    private AnomalyDetectionMetrics Evaluate(int falsePositives, params (float Label, float Score)[] rows) =>
        _ml.AnomalyDetection.Evaluate(Rows(rows), falsePositiveCount: falsePositives);

    private IDataView Rows(params (float Label, float Score)[] rows) =>
        _ml.Data.LoadFromEnumerable(rows.Select(row => new Row { Label = row.Label, Score = row.Score }).ToList());

    private sealed class Row
    {
        public float Label { get; set; }

        public bool Boolean { get; set; }

        public float Score { get; set; }

        public double Double { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class KeyRow
    {
        [KeyType(2)]
        public uint Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
