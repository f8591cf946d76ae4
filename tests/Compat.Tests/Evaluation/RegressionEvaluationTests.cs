using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Evaluation;

public sealed class RegressionEvaluationTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void ErrorsAndTheirSquares()
    {
        RegressionMetrics metrics = Evaluate((1, 2), (3, 1), (5, 5), (7, 8));
        Assert.Equal(1, metrics.MeanAbsoluteError);
        Assert.Equal(1.5, metrics.MeanSquaredError);
        Assert.Equal(Math.Sqrt(1.5), metrics.RootMeanSquaredError);
        Assert.Equal(1.5, metrics.LossFunction);

        // The labels vary by 20 around their mean, the errors sum to 6.
        Assert.Equal(1 - (6 / 20.0), metrics.RSquared, 1e-12);
    }

    [Fact]
    public void PerfectPredictions()
    {
        RegressionMetrics metrics = Evaluate((1, 1), (2, 2));
        Assert.Equal(0, metrics.MeanSquaredError);
        Assert.Equal(1, metrics.RSquared);
    }

    [Fact]
    public void MissingLabelsAndScoresDoNotCount()
    {
        RegressionMetrics metrics = Evaluate((1, 2), (float.NaN, 100), (100, float.NaN));
        Assert.Equal(1, metrics.MeanAbsoluteError);
    }

    [Fact]
    public void LabelsThatDoNotVaryHaveNoRSquared()
    {
        Assert.True(double.IsNaN(Evaluate((2, 1)).RSquared));
        Assert.True(double.IsNaN(Evaluate((2, 1), (2, 3)).RSquared));
    }

    [Fact]
    public void NoRowsGiveZeros()
    {
        RegressionMetrics metrics = Evaluate();
        Assert.Equal(0, metrics.MeanAbsoluteError);
        Assert.Equal(0, metrics.RSquared);
    }

    [Fact]
    public void OtherColumnsAreErrors()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Row()]);
        Assert.Contains("Nowhere", Error(() => _ml.Regression.Evaluate(view, "Nowhere")));
        Assert.Contains("Nowhere", Error(() => _ml.Regression.Evaluate(view, "Label", "Nowhere")));
        Assert.Contains("Double", Error(() => _ml.Regression.Evaluate(view, "Double")));
        Assert.Contains("Double", Error(() => _ml.Regression.Evaluate(view, "Label", "Double")));
    }

    private static string Error(Func<object> evaluate) => Assert.Throws<ArgumentOutOfRangeException>(evaluate).Message;

    private RegressionMetrics Evaluate(params (float Label, float Score)[] rows) => _ml.Regression.Evaluate(
        _ml.Data.LoadFromEnumerable(rows.Select(row => new Row { Label = row.Label, Score = row.Score }).ToArray()));

    private sealed class Row
    {
        public float Label { get; set; }

        public float Score { get; set; }

        public double Double { get; set; }
    }
}
