#region usings
using Microsoft.ML;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class JudgingTests
{
    [Fact]
    public void Judge()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);
        IDataView digits = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        IDataView real = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(digits).Transform(digits);
        using ConvNetTransformer classifier = mlContext.DeepLearning.ConvNet(Networks.MnistConvNet(), epochs: 1).Fit(real);
        // Other pictures of the same kind stand in for generated ones.
        IDataView others = mlContext.DeepLearning.LoadIdx("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
        IDataView generated = mlContext.Transforms.Conversion.MapValueToKey("Class", "Label").Fit(others).Transform(others);

        #region judge
        GenerativeMetrics metrics = mlContext.DeepLearning.EvaluateGenerated(real, generated, classifier.Network);
        Console.WriteLine($"Fréchet distance {metrics.FrechetDistance:G4}");
        Console.WriteLine($"kernel distance {metrics.KernelDistance:G4} ± {metrics.KernelDistanceStandardDeviation:G2}");
        Console.WriteLine($"precision {metrics.Precision:P1}, recall {metrics.Recall:P1}");
        if (metrics.IsCollapsed)
            Console.WriteLine("all generated images are the same");
        #endregion
        Assert.Equal((400L, 100L, 64), (metrics.RealCount, metrics.GeneratedCount, metrics.FeatureCount));
        Assert.InRange(metrics.Precision, 0.2, 1);

        #region judge-options
        GenerativeMetrics early = mlContext.DeepLearning.EvaluateGenerated(real, generated, classifier.Network, new GenerativeEvaluationOptions
        {
            Layer = "conv2",
            Neighbours = 5,
            KernelSubsets = 50,
            KernelSubsetSize = 80,
        });
        #endregion
        Assert.Equal((64, 5, 80), (early.FeatureCount, early.Neighbours, early.KernelSubsetSize));

        #region neighbours
        NearestNeighbours neighbours = mlContext.DeepLearning.FindNearestNeighbours(real, generated, classifier.Network);
        neighbours.SavePng("neighbours.png");
        foreach (GeneratedNeighbours row in neighbours.Rows)
            Console.WriteLine($"sample {row.Row}: nearest is training row {row.Neighbours[0].Row}, {row.Neighbours[0].Distance:G3} away");
        #endregion
        Assert.True(neighbours.Rows.Count == 10 && File.Exists("neighbours.png"));

        #region conditional
        ConditionalMetrics conditional = mlContext.DeepLearning.EvaluateConditional(generated, classifier, classColumnName: "Class");
        Console.WriteLine($"{conditional.Accuracy:P1} of {conditional.Count} samples are what was asked for");
        foreach (ClassRecognition c in conditional.Classes)
            Console.WriteLine($"{c.Name}: {c.Recognised} of {c.Count}");

        ClassBalance balance = mlContext.DeepLearning.EvaluateBalance(generated, classifier);
        Console.WriteLine($"from {balance.Smallest.Count} of {balance.Smallest.Name} to {balance.Largest.Count} of {balance.Largest.Name}");
        #endregion
        Assert.Equal((100L, 100L), (conditional.Count, balance.Count));
    }
}
