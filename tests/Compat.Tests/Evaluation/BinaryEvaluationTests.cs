using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Evaluation;

public sealed class BinaryEvaluationTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void PerfectPredictions()
    {
        CalibratedBinaryClassificationMetrics metrics = Evaluate((true, 5, 1), (true, 4, 1), (false, -3, 0));
        Assert.Equal(1, metrics.Accuracy);
        Assert.Equal(1, metrics.AreaUnderRocCurve);
        Assert.Equal(1, metrics.AreaUnderPrecisionRecallCurve);
        Assert.Equal(1, metrics.F1Score);
        Assert.Equal(0, metrics.LogLoss);
        Assert.Equal(1, metrics.LogLossReduction);
    }

    [Fact]
    public void TheScoreDecidesAndNotThePredictedLabel()
    {
        // All rows of the view say that the predicted label is false.
        BinaryClassificationMetrics metrics = Evaluate((true, 0.1f, .5f), (true, 0, .5f), (false, 1, .5f), (false, -1, .5f));
        Assert.Equal(0.5, metrics.Accuracy);
        Assert.Equal([1, 1], metrics.ConfusionMatrix.Counts[0]);
        Assert.Equal([1, 1], metrics.ConfusionMatrix.Counts[1]);
    }

    [Fact]
    public void PrecisionAndRecallOfBothClasses()
    {
        BinaryClassificationMetrics metrics = Evaluate((true, 1, .9f), (true, 2, .9f), (true, -1, .1f), (false, 1, .9f), (false, -1, .1f));
        Assert.Equal(2 / 3.0, metrics.PositivePrecision);
        Assert.Equal(2 / 3.0, metrics.PositiveRecall);
        Assert.Equal(1 / 2.0, metrics.NegativePrecision);
        Assert.Equal(1 / 2.0, metrics.NegativeRecall);
        Assert.Equal(2 / 3.0, metrics.F1Score, 1e-12);
    }

    [Fact]
    public void TheLogLossIsInBits()
    {
        CalibratedBinaryClassificationMetrics metrics = Evaluate((true, 1, .5f), (false, -1, .75f));
        Assert.Equal((1 + 2) / 2.0, metrics.LogLoss, 1e-12);
        Assert.Equal(1, metrics.Entropy, 1e-12);
        Assert.Equal(-0.5, metrics.LogLossReduction, 1e-12);
    }

    [Fact]
    public void AMissingProbabilityMakesTheLogLossMissing()
    {
        CalibratedBinaryClassificationMetrics metrics = Evaluate((true, 1, float.NaN), (false, -1, .1f));
        Assert.True(double.IsNaN(metrics.LogLoss));
        Assert.Equal(1, metrics.Accuracy);
    }

    [Fact]
    public void EqualScoresCountHalfInTheAreaUnderTheCurve() =>
        Assert.Equal(0.5, Evaluate((true, 1, .5f), (false, 1, .5f)).AreaUnderRocCurve);

    [Fact]
    public void RowsWithScoresThatAreNotFiniteDoNotCount()
    {
        BinaryClassificationMetrics metrics = Evaluate((true, 1, .9f), (false, -1, .1f), (false, float.NaN, .1f), (false, float.PositiveInfinity, .1f));
        Assert.Equal(1, metrics.Accuracy);
        Assert.Equal(2, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OneClassAloneIsAnError(bool label) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate((label, 1, .9f), (label, -1, .1f)));

    [Fact]
    public void LabelsCanBeNumbersAndTwoKeys()
    {
        LabelsRow[] rows =
        [
            new() { Number = 1, Double = 1, Key = 1, Score = 2 },
            new() { Number = 0, Double = 0, Key = 0, Score = -2 },
            new() { Number = -1, Double = -1, Key = 0, Score = 1 },
            new() { Number = float.NaN, Double = double.NaN, Key = 9, Score = 1 },
        ];
        IDataView view = _ml.Data.LoadFromEnumerable(rows);
        foreach (string label in new[] { "Number", "Double", "Key" })
        {
            BinaryClassificationMetrics metrics = _ml.BinaryClassification.EvaluateNonCalibrated(view, label);
            Assert.Equal(2 / 3.0, metrics.Accuracy);
        }
    }

    [Fact]
    public void KeysOfMoreThanTwoValuesAndTextAreErrors()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new LabelsRow()]);
        Assert.Contains("ThreeKeys", Error(() => _ml.BinaryClassification.EvaluateNonCalibrated(view, "ThreeKeys")));
        Assert.Contains("Text", Error(() => _ml.BinaryClassification.EvaluateNonCalibrated(view, "Text")));
        Assert.Contains("Text", Error(() => _ml.BinaryClassification.EvaluateNonCalibrated(view, "Number", "Text")));
        Assert.Contains("Double", Error(() => _ml.BinaryClassification.Evaluate(view, "Number", "Score", "Double")));
    }

    [Fact]
    public void MissingColumnsAreErrors()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new LabelsRow()]);
        Assert.Contains("Nowhere", Error(() => _ml.BinaryClassification.Evaluate(view, "Nowhere")));
        Assert.Contains("Probability", Error(() => _ml.BinaryClassification.Evaluate(view, "Number")));
        Assert.Contains("Nowhere", Error(() => _ml.BinaryClassification.EvaluateNonCalibrated(view, "Number", "Nowhere")));
        Assert.Contains("Nowhere", Error(() => _ml.BinaryClassification.EvaluateNonCalibrated(view, "Number", "Score", "Nowhere")));
    }

    [Fact]
    public void AboveAHundredThousandRowsTheAreaIsThatOfASampleDrawnBySeed()
    {
        // The number of ML.NET 5.0.
        Assert.Equal(0.64662404342728352, LargeArea(seed: 1), 1e-12);
        Assert.NotEqual(LargeArea(seed: 1), LargeArea(seed: 2));
        Assert.Equal(LargeArea(seed: 3), LargeArea(seed: 3));
    }

    private static double LargeArea(int seed)
    {
        var ml = new MLContext(seed);
        Row[] rows = [.. Enumerable.Range(0, 130_000).Select(i =>
        {
            bool label = (i * 7919L % 1000) < 300;
            float score = (i * 104729L % 10007 / 10007f) + (label ? 0.3f : 0) - 0.5f;
            return new Row { Label = label, Score = score };
        })];
        return ml.BinaryClassification.EvaluateNonCalibrated(ml.Data.LoadFromEnumerable(rows)).AreaUnderPrecisionRecallCurve;
    }

    private static string Error(Func<object> evaluate) => Assert.Throws<ArgumentOutOfRangeException>(evaluate).Message;

    private CalibratedBinaryClassificationMetrics Evaluate(params (bool Label, float Score, float Probability)[] rows) =>
        _ml.BinaryClassification.Evaluate(_ml.Data.LoadFromEnumerable(
            rows.Select(row => new Row { Label = row.Label, Score = row.Score, Probability = row.Probability }).ToArray()));

    private sealed class Row
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class LabelsRow
    {
        public float Number { get; set; }

        public double Double { get; set; }

        [KeyType(2)]
        public uint Key { get; set; }

        [KeyType(3)]
        public uint ThreeKeys { get; set; }

        public string Text { get; set; } = "";

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
