#region usings
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class TransferTests : IDisposable
{
    private const string CacheVariable = "MLNETDEEP_FEATURES";

    private readonly Photographs _photographs = new();

    public TransferTests()
    {
        Environment.SetEnvironmentVariable(CacheVariable, Path.GetFullPath("features"));
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(CacheVariable, null);
        _photographs.Dispose();
    }

    [Fact]
    public void Short_form()
    {
        var mlContext = new MLContext(seed: 1);
        #region transfer
        Network backbone = PackagedNetwork.ResNet18.Load();
        (ImageFolder train, ImageFolder test) = mlContext.DeepLearning.LoadImageFolder("photos").StratifiedSplit(0.25, seed: 1);
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.DeepLearning.PrepareImages(backbone))
            .Append(mlContext.DeepLearning.FineTune(backbone, epochs: 5))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = pipeline.Fit(train);
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(model.Transform(test));
        #endregion
        Assert.InRange(metrics.MicroAccuracy, 0.5, 1);
        Assert.NotEmpty(Directory.GetFiles("features", "*.features", SearchOption.AllDirectories));
    }

    [Fact]
    public void Stages()
    {
        var mlContext = new MLContext(seed: 1);
        Network backbone = Backbone();
        IDataView photos = Prepared(mlContext, backbone);
        #region transfer-stages
        using ConvNetTransformer model = mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = backbone,
            Layer = "block2",
            Head = new HeadOptions { Pooling = FeaturePooling.Average, HiddenUnits = 32, Dropout = 0.3 },
            Stages =
            [
                FineTuneStage.Head(epochs: 5),
                FineTuneStage.Unfreeze("block2", epochs: 2, learningRate: 0.0001) with { DepthFactor = 0.8 },
            ],
            Seed = 1,
        }).Fit(photos);
        #endregion
        Assert.Equal(7, model.History!.Epochs.Count);
        Assert.True(backbone.Tensors["block1.conv.weight"].Floats.SequenceEqual(model.Network.Tensors["block1.conv.weight"].Floats));
    }

    [Fact]
    public void Features_for_other_trainers()
    {
        var mlContext = new MLContext(seed: 1);
        Network backbone = Backbone();
        IDataView photos = mlContext.DeepLearning.LoadImageFolder("photos");
        #region transfer-featurize
        var pipeline = mlContext.DeepLearning.PrepareImages(backbone)
            .Append(mlContext.DeepLearning.Featurize("Features", backbone, layer: "block2"));
        IDataView features = pipeline.Fit(photos).Transform(photos);
        #endregion
        Assert.All(features.GetColumn<float[]>("Features"), row => Assert.Equal(12, row.Length));
    }

    [Fact]
    public void By_hand()
    {
        Network backbone = Backbone();
        #region transfer-graft
        Network features = backbone.ToFeatures("block2");
        Network head = Network.Input(12).Dropout(0.2f).Dense(3).Softmax().Build(seed: 1);
        Network network = features.WithHead(head);
        network.Save("network.onnx");
        #endregion
        Assert.Equal(["head.dense1.weight", "head.dense1.bias"], network.Parameters.TakeLast(2).Select(parameter => parameter.Name));
    }

    private static IDataView Prepared(MLContext mlContext, Network network)
    {
        IDataView photos = mlContext.DeepLearning.LoadImageFolder("photos");
        return mlContext.Transforms.Conversion.MapValueToKey("Label").Append(mlContext.DeepLearning.PrepareImages(network)).Fit(photos).Transform(photos);
    }

    private static Network Backbone() => Network.Input(3, 32, 32)
        .Conv2D(8, 3, name: "block1.conv").ReLU("block1.relu").MaxPool2D(2, name: "block1.pool")
        .Conv2D(12, 3, name: "block2.conv").ReLU("block2.relu")
        .GlobalAveragePool().Flatten().Dense(10).Softmax().Build();
}
