using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators.Tests.Trainers;

/// <summary>The real digits: MLNETDEEP_DATA names a folder with mnist/*.gz.</summary>
public class MnistTests
{
    [Fact]
    public void SixThousandDigitsAreEnoughFor93Percent()
    {
        string? folder = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        string images = Path.Combine(folder ?? "", "mnist", "train-images-idx3-ubyte.gz");
        Assert.SkipUnless(File.Exists(images), "MLNETDEEP_DATA names no folder with mnist/train-images-idx3-ubyte.gz.");

        var mlContext = new MLContext(seed: 1);
        IDataView all = mlContext.DeepLearning.LoadIdx(images, Path.Combine(folder!, "mnist", "train-labels-idx1-ubyte.gz"));
        all = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(all).Transform(all);
        IDataView train = mlContext.Data.TakeRows(all, 6000), test = mlContext.Data.TakeRows(mlContext.Data.SkipRows(all, 6000), 2000);
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = MlNetDeep.Networks.MnistConvNet(),
            Epochs = 2,
            BatchSize = 64,
            Seed = 1,
            Progress = ProgressOutput.None,
        }).Fit(train);
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(test));
        Assert.True(metrics.MicroAccuracy > 0.93, $"Accuracy {metrics.MicroAccuracy}");
    }
}
