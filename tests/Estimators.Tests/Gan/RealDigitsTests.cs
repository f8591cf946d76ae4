using Microsoft.ML;

namespace MlNetDeep.Estimators.Tests.Gan;

/// <summary>
/// A small GAN on 6,000 real digits learns the classes within seconds; examples/Gan trains on all of them and asks for more.
/// </summary>
public sealed class RealDigitsTests
{
    [Fact]
    public void DigitsAreOfTheClassThatWasAskedFor()
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA is not set; it names the folder with mnist/train-images-idx3-ubyte.gz.");
        var mlContext = new MLContext(seed: 1);
        IDataView digits = mlContext.Data.TakeRows(
            mlContext.DeepLearning.LoadIdx(
                Path.Combine(data!, "mnist", "train-images-idx3-ubyte.gz"), Path.Combine(data!, "mnist", "train-labels-idx1-ubyte.gz")), 6000);
        IDataView train = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(digits).Transform(digits);
        using ConvNetTransformer classifier = mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = MlNetDeep.Networks.MnistConvNet(),
            Epochs = 2,
            Seed = 1,
            Device = "cpu",
            Progress = ProgressOutput.None,
        }).Fit(train);
        using GeneratorTransformer model = mlContext.DeepLearning.Gan(new GanOptions
        {
            LabelColumnName = "Label",
            Epochs = 8,
            BatchSize = 32,
            Filters = 16,
            LearningRate = 0.001,
            Seed = 1,
            Device = "cpu",
            Progress = ProgressOutput.None,
        }).Fit(train);

        IDataView samples = mlContext.DeepLearning.Sample(model, 500, seed: 1);
        ConditionalMetrics metrics = mlContext.DeepLearning.EvaluateConditional(samples, classifier);
        Assert.True(metrics.Accuracy > 0.8, $"{metrics.Accuracy:P1} of the digits are taken for their class.");
        GenerativeMetrics distance = mlContext.DeepLearning.EvaluateGenerated(mlContext.Data.TakeRows(train, 1000), samples, classifier.Network);
        using var untrained = new GeneratorTransformer(mlContext, MlNetDeep.Networks.DcganGenerator(28, 1, filters: 16, classes: 10), model.Options);
        GenerativeMetrics before = mlContext.DeepLearning.EvaluateGenerated(
            mlContext.Data.TakeRows(train, 1000), mlContext.DeepLearning.Sample(untrained, 500, seed: 1), classifier.Network);
        Assert.InRange(distance.FrechetDistance, 0, before.FrechetDistance / 10);
    }
}
