using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators.Tests.FineTuning;

/// <summary>Real photos and a network with real weights.</summary>
public sealed class RealPhotoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void DogsAndCatsByTransferFromSqueezeNet()
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA does not name the folder of real data.");
        var mlContext = new MLContext(seed: 1);
        Network backbone = Network.Load(Path.Combine(data, "models", "squeezenet1_1.onnx"))
            .WithPreprocessing(MlNetDeep.Networks.FindArchitecture("squeezenet1_1").Preprocessing);
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.DeepLearning.PrepareImages(backbone))
            .Append(mlContext.DeepLearning.FineTune(new FineTuneOptions
            {
                Network = backbone,
                CacheFolder = _folder,
                Seed = 1,
                Device = "cpu",
                Threads = 1,
                Progress = ProgressOutput.None,
            }));
        ImageFolder Photos(string set) => mlContext.DeepLearning.LoadImageFolder(Path.Combine(data, "dogs-vs-cats", set));
        TransformerChain<ConvNetTransformer> model = pipeline.Fit(Photos("train"));
        using ConvNetTransformer trained = model.LastTransformer;
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(Photos("validation")));
        Assert.True(metrics.MicroAccuracy >= 0.92, $"{metrics.MicroAccuracy}");
    }
}
