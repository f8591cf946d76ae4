namespace MlNetDeep.Transforms.Tests;

public class KnownAnswerTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void MulticlassGivesTheSoftmaxAndItsLargest()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());
        IDataView scored = model.Transform(_ml.Data.LoadFromEnumerable(new[]
        {
            new Rows.Example { Features = [0, 0.1f, 0, 9] }, new Rows.Example { Features = [1, 0, 0, 0] },
        }));

        Rows.Prediction[] rows = [.. _ml.Data.CreateEnumerable<Rows.Prediction>(scored, reuseRowObject: false)];

        Assert.Equal([2u, 1u], rows.Select(row => row.PredictedLabel));
        double e = Math.Exp(1);
        Assert.Equal(e / (e + 2), rows[0].Score[1], 5);
        Assert.Equal(1 / (e + 2), rows[0].Score[2], 5);
    }

    [Fact]
    public void BinaryGivesLogOddsAndTheirSigmoid()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            TestNetworks.Probability(), new() { Task = NetworkTask.Binary });
        IDataView scored = model.Transform(_ml.Data.LoadFromEnumerable(new[]
        {
            new Rows.Example { Features = [1, 1, 0, 0] }, new Rows.Example { Features = [-1, 0, 0, 0] },
            new Rows.Example { Features = [0, 0, 0, 50] },
        }));

        Decision[] rows = [.. _ml.Data.CreateEnumerable<Decision>(scored, reuseRowObject: false)];

        Assert.Equal([3.5f, -0.5f, 200.5f], rows.Select(row => row.Score));
        Assert.Equal([true, false, true], rows.Select(row => row.PredictedLabel));
        Assert.Equal(1 / (1 + Math.Exp(-3.5)), rows[0].Probability, 6);
        Assert.Equal(1 / (1 + Math.Exp(0.5)), rows[1].Probability, 6);
        Assert.Equal(1f, rows[2].Probability);
    }

    [Fact]
    public void RegressionGivesTheValue()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(
            TestNetworks.WeightedSum(), new() { Task = NetworkTask.Regression });

        IDataView scored = model.Transform(_ml.Data.LoadFromEnumerable(
            new[] { new Rows.Example { Features = [1, 1, 1, 1] }, new Rows.Example { Features = [0, 0, 0, -1] } }));

        Assert.Equal([10.5f, -3.5f], scored.GetColumn<float>("Score"));
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void AValueThatIsNoNumberIsRefusedByEveryTransformer(float value, string said)
    {
        Rows.Example[] rows = [.. Rows.Examples(40)];
        rows[33].Features[2] = value;
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        using ConvNetTransformer multiclass = _ml.DeepLearning.Score(TestNetworks.Identity());
        using ConvNetTransformer binary = _ml.DeepLearning.Score(TestNetworks.Probability(), new() { Task = NetworkTask.Binary });
        using NetworkFeaturizingTransformer features = _ml.DeepLearning.Featurize(TestNetworks.Identity(), new() { InputColumnName = "Features", OutputColumnName = "Seen", Layer = "dense" }).Fit(data);
        using NetworkTransformer network = _ml.DeepLearning.Apply(TestNetworks.WeightedSum(), new() { InputColumnNames = new Dictionary<string, string> { ["input"] = "Features" } });
        foreach (ITransformer model in (ITransformer[])[multiclass, binary, features, network])
        {
            ColumnException error = Assert.Throws<ColumnException>(() => model.Transform(data).Preview(100));
            Assert.Contains($"Row 33 (counted from 0) has the value {said} at position 2 of column 'Features'", error.Message);
            Assert.Contains("ReplaceMissingValues", error.Message);
        }

        using var engine = _ml.Model.CreatePredictionEngine<Rows.Example, Rows.Prediction>(multiclass);
        Assert.Contains(said, Assert.Throws<ColumnException>(() => engine.Predict(rows[33])).Message);
    }

    [Fact]
    public void AScoreThatIsNoNumberIsRefused()
    {
        Network network = TestNetworks.WeightedSum();
        Network huge = network.WithTensors(network.Parameters.Select(p => NetworkTensor.Create(p.Name, [.. Enumerable.Repeat(3e38f, (int)p.Tensor.Count)], [.. p.Tensor.Shape])));
        using ConvNetTransformer model = _ml.DeepLearning.Score(huge, new() { Task = NetworkTask.Regression });
        IDataView data = _ml.Data.LoadFromEnumerable([new Rows.Example { Features = [0, 0, 0, 0] }, new Rows.Example { Features = [1, 1, 1, 1] }]);
        ColumnException error = Assert.Throws<ColumnException>(() => model.Transform(data).Preview(100));
        Assert.Contains("Row 1 (counted from 0): the network gives Infinity at position 0", error.Message);

        // Outputs of any network are handed on as they are.
        using NetworkTransformer raw = _ml.DeepLearning.Apply(huge, new() { InputColumnNames = new Dictionary<string, string> { ["input"] = "Features" } });
        Assert.Equal([3e38f, float.PositiveInfinity], raw.Transform(data).GetColumn<float[]>(raw.Network.Outputs[0].Name).Select(v => v[0]));
    }

    [Fact]
    public void ANetworkOfLogitsGetsItsActivation()
    {
        Network logits = Network.Input(4).Dense(3).Build(seed: 5);
        using ConvNetTransformer model = _ml.DeepLearning.Score(logits);

        float[][] scores = Rows.Scores(model.Transform(_ml.Data.LoadFromEnumerable(Rows.Examples(5))));

        Assert.All(scores, row => Assert.Equal(1, row.Sum(), 5));
        Assert.Equal("Softmax", model.Network.Nodes[^1].OpType);
    }

    private sealed class Decision
    {
        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
