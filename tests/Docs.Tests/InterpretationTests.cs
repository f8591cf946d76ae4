#region usings
using Microsoft.ML;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class InterpretationTests
{
    [Fact]
    public void Interpret()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);
        IDataView digits = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        IDataView test = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(digits).Transform(digits);
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(Networks.MnistConvNet(), epochs: 1).Fit(test);

        #region interpret
        Interpretation interpretation = mlContext.DeepLearning.Interpret(model, test);
        Console.WriteLine($"{interpretation.Accuracy:P1} of {interpretation.Rows} rows");
        foreach (ClassConfusion pair in interpretation.MostConfused.Take(5))
            Console.WriteLine($"{pair.Truth} taken for {pair.Predicted}: {pair.Count} times");
        foreach (ClassQuality c in interpretation.Classes)
            Console.WriteLine($"{c.Name}: precision {c.Precision:P1}, recall {c.Recall:P1}");
        foreach (RowLoss row in interpretation.TopLosses.Take(3))
            Console.WriteLine($"row {row.Row}: {row.Truth}, but the model says {string.Join(", ", row.Top.Select(t => $"{t.Name} ({t.Probability:P0})"))}");
        #endregion

        #region picture
        ReportImage picture = interpretation.TopLosses[0].Image!;
        IReadOnlyList<ClassProbability> best = interpretation.Predict(picture, 3);
        HeatMap gradCam = interpretation.GradCam(picture);
        HeatMap occlusion = interpretation.Occlusion(picture);
        File.WriteAllBytes("grad-cam.png", gradCam.Over(picture).ToPng());
        LayerMaps maps = interpretation.FeatureMaps(picture, "conv2");
        File.WriteAllBytes("map.png", maps.ToImage(0).ToPng());
        #endregion
        Assert.Equal(3, best.Count);
        Assert.True(occlusion.Values.Length == 784 && maps.Channels > 1);

        #region interpretation-report
        new TrainingReport("Digits")
            .AddInterpretation(interpretation)
            .AddFilters(model.Network, "conv1")
            .AddFeatureMaps(model.Network, picture, "conv2")
            .AddHeatMaps("What decides", picture, gradCam, occlusion)
            .Save("report.html");
        #endregion
        Assert.True(new FileInfo("report.html").Length > 5000);
    }
}
