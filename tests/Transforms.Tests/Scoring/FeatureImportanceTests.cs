using System.Collections.Immutable;

namespace MlNetDeep.Transforms.Tests;

/// <summary>ML.NET's permutation feature importance on our models.</summary>
public sealed class FeatureImportanceTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void RegressionFeaturesMatterByTheirWeight(int batch)
    {
        // The weights are 1, 2, 3 and 4.
        IDataView rows = _ml.Data.LoadFromEnumerable(Rows.Examples(400).Select(row => new Priced { Features = row.Features, Label = 0.5f + row.Features.Select((v, i) => v * (i + 1)).Sum() }).ToList());
        using ConvNetTransformer model = new(_ml, TestNetworks.WeightedSum(), new() { Task = NetworkTask.Regression, BatchSize = batch });
        ImmutableArray<RegressionMetricsStatistics> found = _ml.Regression.PermutationFeatureImportance(model, rows, permutationCount: 3);
        double[] lost = [.. found.Select(f => f.MeanSquaredError.Mean)];
        Assert.Equal(4, lost.Length);

        // The mean square of the difference of two draws from 0 to 1 is a sixth.
        Assert.All(lost.Select((error, i) => error / ((i + 1) * (i + 1) / 6.0)), ratio => Assert.InRange(ratio, 0.8, 1.2));
    }

    [Fact]
    public void MulticlassFeaturesThatDoNotMatterLoseNothing()
    {
        List<Rows.Example> examples = Rows.Examples(300);
        using TransformerChain<ITransformer> chain = Chains.Full(_ml, examples);
        (ConvNetTransformer model, IDataView rows) = chain.Prepare(_ml.Data.LoadFromEnumerable(examples));
        ImmutableArray<MulticlassClassificationMetricsStatistics> found = _ml.MulticlassClassification.PermutationFeatureImportance(model, rows, permutationCount: 2);
        double[] lost = [.. found.Select(f => f.MicroAccuracy.Mean)];
        Assert.All(lost.Take(3), change => Assert.InRange(change, -0.6, -0.2));
        Assert.Equal(0, lost[3]);
    }

    [Fact]
    public void BinaryModelsToo()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(Rows.Examples(300).Select(row => new Yes { Features = [.. row.Features.Select(v => v - 0.5f)], Label = row.Features[3] > 0.5f }).ToList());
        using ConvNetTransformer model = new(_ml, TestNetworks.Probability(), new() { Task = NetworkTask.Binary });
        double[] lost = [.. _ml.BinaryClassification.PermutationFeatureImportance(model, rows).Select(f => f.Accuracy.Mean)];
        Assert.True(lost[3] < lost[0] && lost[3] < -0.1, string.Join(" ", lost));
    }

    private sealed class Priced
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }

    private sealed class Yes
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }
}
