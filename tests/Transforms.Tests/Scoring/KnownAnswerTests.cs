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

    [Fact]
    public void NotANumberGivesNotANumberAndTheMissingKey()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());
        IDataView scored = model.Transform(_ml.Data.LoadFromEnumerable(
            new[] { new Rows.Example { Features = [float.NaN, 0, 0, 0] }, new Rows.Example { Features = [0, 0, 1, 0] } }));

        Rows.Prediction[] rows = [.. _ml.Data.CreateEnumerable<Rows.Prediction>(scored, reuseRowObject: false)];

        Assert.All(rows[0].Score, value => Assert.Equal(float.NaN, value));
        Assert.Equal([0u, 3u], rows.Select(row => row.PredictedLabel));
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
