#region usings
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class TrainingTests
{
    [Fact]
    public void Options()
    {
        using var workplace = new Workplace();
        (MLContext mlContext, IDataView train) = Digits();
        using var cancellation = new CancellationTokenSource();
        #region options
        ConvNetEstimator trainer = mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Networks.MnistConvNet(),
            FeatureColumnName = "Image",
            Epochs = 6,
            BatchSize = 128,
            Optimizer = new AdamWOptions { WeightDecay = 0.01 },
            LearningRate = 0.004,
            Schedule = LearningRateSchedule.OneCycle(),
            ClipGradientNorm = 1,
            LabelSmoothing = 0.05,
            ValidationFraction = 0.1,
            EarlyStopping = new EarlyStoppingOptions { Patience = 2 },
            Seed = 1,
            Device = "auto",
            CheckpointFolder = "checkpoints",
            Resume = true,
            OnEpochEnd = epoch => Console.WriteLine($"epoch {epoch.Record.Epoch}: loss {epoch.Record.Loss:F4}"),
            CancellationToken = cancellation.Token,
        });
        using ConvNetTransformer model = trainer.Fit(train);
        foreach (EpochRecord epoch in model.History!.Epochs)
            Console.WriteLine($"{epoch.Epoch}: {epoch.Loss:F4} / {epoch.ValidationLoss:F4}");
        #endregion
        Assert.NotEmpty(model.History.Epochs);
    }

    [Fact]
    public void Raw_validation_rows()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);
        IDataView rawTrainingRows = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        IDataView rawRows = mlContext.DeepLearning.LoadIdx("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
        var options = new ConvNetOptions { Network = Networks.MnistConvNet(), FeatureColumnName = "Image", Epochs = 1 };
        #region raw-validation
        var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.DeepLearning.ConvNet(options), validationData: rawRows);
        using TransformerChain<ConvNetTransformer> chain = pipeline.Fit(rawTrainingRows);
        #endregion
        Assert.NotNull(chain.LastTransformer.History!.Epochs[0].ValidationLoss);
    }

    [Fact]
    public void Groups_and_frozen_layers()
    {
        using var workplace = new Workplace();
        (MLContext mlContext, IDataView train) = Digits();
        Network network = Networks.MnistConvNet();
        #region groups
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = network.WithFrozen(parameter => parameter.Layer == "conv1"),
            FeatureColumnName = "Image",
            Epochs = 1,
            ParameterGroups = [new ParameterGroup { Matches = parameter => parameter.Layer.StartsWith("conv"), LearningRateFactor = 0.1 }],
        }).Fit(train);
        #endregion
        Assert.True(network.Tensors["conv1.weight"].Floats.SequenceEqual(model.Network.Tensors["conv1.weight"].Floats));
    }

    [Fact]
    public void Go_on_training()
    {
        using var workplace = new Workplace();
        (MLContext mlContext, IDataView train) = Digits();
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(Networks.MnistConvNet(), featureColumnName: "Image", epochs: 1).Fit(train);
        #region continue
        using ConvNetTransformer better = mlContext.DeepLearning
            .ConvNet(model.Network, featureColumnName: "Image", epochs: 1, learningRate: 0.0002)
            .Fit(train);
        #endregion
        Assert.False(model.Network.Tensors["conv1.weight"].Floats.SequenceEqual(better.Network.Tensors["conv1.weight"].Floats));
    }

    [Fact]
    public void Report()
    {
        using var workplace = new Workplace();
        (MLContext mlContext, IDataView train) = Digits();
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(Networks.MnistConvNet(), featureColumnName: "Image", epochs: 1).Fit(train);
        #region report
        new TrainingReport("Digits")
            .AddHistory(model.History!)
            .AddNetwork(model.Network)
            .AddFilters(model.Network)
            .AddEvaluation(model.Transform(train))
            .Save("report.html");
        #endregion
        Assert.True(new FileInfo("report.html").Length > 1000);
    }

    [Fact]
    public void Runs_compared()
    {
        using var workplace = new Workplace();
        (MLContext mlContext, IDataView train) = Digits();
        using ConvNetTransformer small = mlContext.DeepLearning.ConvNet(Networks.SoftmaxRegression(), featureColumnName: "Image", epochs: 1, batchSize: 16).Fit(train);
        using ConvNetTransformer large = mlContext.DeepLearning.ConvNet(Networks.SoftmaxRegression(), featureColumnName: "Image", epochs: 1, batchSize: 128).Fit(train);
        #region runs
        new TrainingReport("Batch sizes")
            .AddHistory(small.History!, "batch 16")
            .AddHistory(large.History!, "batch 128")
            .Save("batches.html");
        #endregion
        Assert.Contains("batch 128", File.ReadAllText("batches.html"));
    }

    private static (MLContext Context, IDataView Train) Digits()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView digits = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        return (mlContext, mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(digits).Transform(digits));
    }
}
