namespace MlNetDeep.Transforms.Tests;

public class EvaluationTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void MulticlassEvaluate()
    {
        List<Rows.Example> rows = Rows.Examples(40);
        // Four rows are labelled wrongly on purpose.
        for (int i = 0; i < 4; i++)
            rows[i].Label = rows[i].Label == "class 0" ? "class 1" : "class 0";
        IDataView view = _ml.Data.LoadFromEnumerable(rows);
        ITransformer keys = _ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality:
            Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(view);
        view = keys.Transform(view);
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            TestNetworks.Identity(), new() { Classes = ClassLabels.FromColumn(view.Schema["Label"]) });

        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(model.Transform(view));

        Assert.Equal(0.9, metrics.MicroAccuracy, 9);
        Assert.Equal(3, metrics.ConfusionMatrix.NumberOfClasses);
        Assert.Equal(40, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
        double loss = rows.Select((row, i) => -Math.Log(Softmax(row.Features, row.Label[^1] - '0'))).Average();
        Assert.Equal(loss, metrics.LogLoss, 5);

        static double Softmax(float[] values, int label) =>
            Math.Exp(10 * values[label]) / values.Take(3).Sum(value => Math.Exp(10 * value));
    }

    [Fact]
    public void BinaryEvaluate()
    {
        var rows = new[]
        {
            new Yes { Features = [1, 0, 0, 0], Label = true }, new Yes { Features = [2, 0, 0, 0], Label = true },
            new Yes { Features = [-2, 0, 0, 0], Label = false }, new Yes { Features = [0, 0, 0, 0], Label = false },
        };
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            TestNetworks.Probability(), new() { Task = NetworkTask.Binary });

        CalibratedBinaryClassificationMetrics metrics =
            _ml.BinaryClassification.Evaluate(model.Transform(_ml.Data.LoadFromEnumerable(rows)));

        // Log-odds 1.5, 2.5, -1.5 and 0.5: the last is wrong, but in order.
        Assert.Equal(0.75, metrics.Accuracy, 9);
        Assert.Equal(1, metrics.AreaUnderRocCurve, 9);
        double[] right = [Sigmoid(1.5), Sigmoid(2.5), 1 - Sigmoid(-1.5), 1 - Sigmoid(0.5)];
        Assert.Equal(right.Average(p => -Math.Log2(p)), metrics.LogLoss, 5);

        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }

    [Fact]
    public void RegressionEvaluate()
    {
        var rows = new[]
        {
            new Amount { Features = [1, 0, 0, 0], Label = 1.5f }, new Amount { Features = [0, 1, 0, 0], Label = 3.5f },
            new Amount { Features = [0, 0, 1, 0], Label = 3.5f }, new Amount { Features = [0, 0, 0, 1], Label = 2.5f },
        };
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            TestNetworks.WeightedSum(), new() { Task = NetworkTask.Regression });

        RegressionMetrics metrics = _ml.Regression.Evaluate(model.Transform(_ml.Data.LoadFromEnumerable(rows)));

        // Scores 1.5, 2.5, 3.5 and 4.5: two are right, one is off by 1 and one by 2.
        Assert.Equal(0.75, metrics.MeanAbsoluteError, 6);
        Assert.Equal(1.25, metrics.MeanSquaredError, 6);
    }

    private sealed class Yes
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }

    private sealed class Amount
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
