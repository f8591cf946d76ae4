using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.FineTuning;

public sealed class FineTuneTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ANewHeadLearnsNewClasses()
    {
        using var tensors = new LiveTensors();
        Network backbone = Backbones.Convolutional();
        IDataView rows = Shapes.View(_mlContext, 240);
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(Options(backbone)).Fit(rows);
        IDataView test = Shapes.View(_mlContext, 80, seed: 9);
        MulticlassClassificationMetrics metrics = _mlContext.MulticlassClassification.Evaluate(model.Transform(test));
        Assert.True(metrics.MicroAccuracy > 0.95, $"{metrics.MicroAccuracy}");
        Assert.Equal(5, model.History!.Epochs.Count);

        // The features stay those of the backbone, bit for bit, running statistics included.
        foreach (NetworkTensor tensor in backbone.CutAt().Tensors.Values)
        {
            Assert.True(tensor.Bytes.SequenceEqual(model.Network.Tensors[tensor.Name].Bytes), tensor.Name);
        }

        Assert.DoesNotContain("old.weight", model.Network.Tensors.Keys);
        Assert.Equal(4, model.Network.InferShapes()[model.Network.Outputs[0].Name][1]);
    }

    [Fact]
    public void TheGraftedNetworkIsTheOneThatWasTrained()
    {
        IDataView rows = Shapes.View(_mlContext, 64);
        using ConvNetTransformer onFeatures = _mlContext.DeepLearning.FineTune(Options(Backbones.Convolutional())).Fit(rows);
        using ConvNetTransformer throughAll = _mlContext.DeepLearning.FineTune(Options(Backbones.Convolutional(), precompute: false)).Fit(rows);
        float[] input = [.. Shapes.Rows(8).SelectMany(row => row.Features)];
        float[] one = OnnxRunner.Run(onFeatures.Network, input, [8, 1, 8, 8]), two = OnnxRunner.Run(throughAll.Network, input, [8, 1, 8, 8]);
        Assert.All(one.Zip(two), pair => Assert.Equal(pair.First, pair.Second, 3));
        Assert.True(one.Chunk(4).All(row => Math.Abs(row.Sum() - 1) < 1e-5));
    }

    [Fact]
    public void DropoutOfAFrozenBackboneDoesNotDrop()
    {
        // The features lie behind a dropout, which ONNX Runtime never runs and training through the network must not either.
        Network backbone = Network.Input(1, 8, 8).Conv2D(8, 3, name: "conv").ReLU().MaxPool2D(2).Flatten().Dropout(0.6f)
            .Dense(16, name: "features").ReLU("features_relu").Dense(7, name: "old").Softmax().Build(3, "backbone");
        IDataView rows = Shapes.View(_mlContext, 64);
        using ConvNetTransformer onFeatures = _mlContext.DeepLearning.FineTune(Options(backbone)).Fit(rows);
        using ConvNetTransformer throughAll = _mlContext.DeepLearning.FineTune(Options(backbone, precompute: false)).Fit(rows);
        Assert.All(
            onFeatures.History!.Epochs.Zip(throughAll.History!.Epochs), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 3));
    }

    [Fact]
    public void StagesUnfreezeFromALayerOn()
    {
        Network backbone = Backbones.Convolutional();
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = backbone,
            Stages = [FineTuneStage.Head(2), FineTuneStage.Unfreeze("block2", 3, 0.001)],
            CacheFolder = _folder,
            Seed = 4,
            Device = "cpu",
            Threads = 1,
            Progress = ProgressOutput.None,
        }).Fit(Shapes.View(_mlContext, 64));
        bool Same(string name) => backbone.Tensors[name].Bytes.SequenceEqual(model.Network.Tensors[name].Bytes);
        Assert.All(backbone.Tensors.Keys.Where(name => name.StartsWith("block1", StringComparison.Ordinal)), name => Assert.True(Same(name), name));
        Assert.All(["block2.conv.weight", "block2.norm.running_mean", "features.weight"], name => Assert.False(Same(name), name));
        Assert.Equal([1, 2, 3, 4, 5], model.History!.Epochs.Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void LayersNearTheInputLearnLess()
    {
        Network backbone = Backbones.Convolutional();
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = backbone,
            Stages = [new FineTuneStage { UnfreezeFrom = "block1", Epochs = 1, LearningRate = 0.001, DepthFactor = 0.1, Schedule = LearningRateSchedule.Constant }],
            Optimizer = new AdamOptions(),
            CacheFolder = _folder,
            Seed = 4,
            Device = "cpu",
            Threads = 1,
            Progress = ProgressOutput.None,
        }).Fit(Shapes.View(_mlContext, 64));

        // Two steps of Adam move a weight by about its learning rate each.
        double Moved(string name) => backbone.Tensors[name].Floats.ToArray().Zip(model.Network.Tensors[name].Floats.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(Moved("features.weight"), 1e-5, 5e-4);
        Assert.InRange(Moved("block1.conv.weight"), 1e-9, 5e-6);
    }

    [Fact]
    public void ABooleanLabelMakesABinaryModelAndANumberARegression()
    {
        IDataView rows = Shapes.View(_mlContext, 120);
        using ConvNetTransformer binary = _mlContext.DeepLearning.FineTune(Options(Backbones.Convolutional(), label: "Left", epochs: 8)).Fit(rows);
        Assert.True(_mlContext.BinaryClassification.Evaluate(binary.Transform(rows), "Left").Accuracy > 0.9);
        using ConvNetTransformer regression = _mlContext.DeepLearning.FineTune(Options(Backbones.Convolutional(), label: "Value", epochs: 20)).Fit(rows);
        Assert.True(_mlContext.Regression.Evaluate(regression.Transform(rows), "Value").RSquared > 0.5);
    }

    [Fact]
    public void BytesAreScaledAsTheModelWillScaleThem()
    {
        IDataView rows = Shapes.View(_mlContext, 120);
        var preprocessing = new ImagePreprocessing { Width = 8, Height = 8, Channels = 1, Scale = 1 / 128f, Mean = [0.5f], ColorOrder = ColorOrder.Gray };
        Network backbone = Backbones.Convolutional().WithPreprocessing(preprocessing);
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(Options(backbone, features: "Bytes")).Fit(rows);
        Assert.Equal(preprocessing, model.Network.Preprocessing);
        Assert.True(_mlContext.MulticlassClassification.Evaluate(model.Transform(rows)).MicroAccuracy > 0.9);
    }

    [Fact]
    public void AugmentationTrainsThroughTheWholeNetworkAndLeavesTheBackboneAlone()
    {
        Network backbone = Backbones.Convolutional();
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = backbone,
            Stages = [FineTuneStage.Head(2)],
            Augmentation = [Augmentation.Brightness(0.1)],
            CacheFolder = _folder,
            Seed = 4,
            Device = "cpu",
            Threads = 1,
            Progress = ProgressOutput.None,
        }).Fit(Shapes.View(_mlContext, 40));
        Assert.All(backbone.CutAt().Tensors.Values, tensor => Assert.True(tensor.Bytes.SequenceEqual(model.Network.Tensors[tensor.Name].Bytes), tensor.Name));
    }

    [Fact]
    public void ModelsAreSavedAndLoaded()
    {
        IDataView rows = Shapes.View(_mlContext, 40);
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(Options(Backbones.Convolutional(), epochs: 1)).Fit(rows);
        string path = _folder.File("model.zip");
        _mlContext.Model.Save(model, rows.Schema, path);
        var fresh = new MLContext();
        fresh.DeepLearning.RegisterLoaders();
        ITransformer loaded = fresh.Model.Load(path, out _);
        Assert.Equal(
            _mlContext.MulticlassClassification.Evaluate(model.Transform(rows)).LogLoss,
            _mlContext.MulticlassClassification.Evaluate(loaded.Transform(rows)).LogLoss);
    }

    [Fact]
    public void ABackboneIsANetworkAFileOrAName()
    {
        string path = _folder.File("backbone.onnx");
        Backbones.Convolutional().Save(path);
        FineTuneEstimator ofFile = _mlContext.DeepLearning.FineTune(path, epochs: 1);
        FineTuneEstimator ofNetwork = _mlContext.DeepLearning.FineTune(Backbones.Convolutional(), epochs: 1);
        Assert.Equal(ofNetwork.Features.ToBytes(), ofFile.Features.ToBytes());
        Assert.Contains("did you mean 'vgg16'", Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.FineTune("vgg16x")).Message);
        Assert.Throws<StorageException>(() => _mlContext.DeepLearning.FineTune(_folder.File("none.onnx")));
    }

    [Fact]
    public void AllProblemsAreReportedTogether()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = Backbones.Convolutional(),
            Head = new HeadOptions { Dropout = 1, HiddenUnits = -1 },
            Stages = [FineTuneStage.Unfreeze("blok2"), new FineTuneStage { Epochs = 0, LearningRate = double.NaN, DepthFactor = 2 }],
            BatchSize = 0,
            Device = "tpu",
        }));
        Assert.Contains("did you mean 'block2'", error.Message);
        Assert.Equal(8, error.Problems.Count);
        Assert.Contains("did you mean 'features'", Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.FineTune(
            new FineTuneOptions { Network = Backbones.Convolutional(), Layer = "feature" })).Message);
        Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.FineTune(
            new FineTuneOptions { Network = Backbones.Convolutional(), Stages = [] }));
    }

    [Fact]
    public void WhatAStageDoesNotSayIsTheTrainers()
    {
        List<double> rates = [];
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(Options(Backbones.Convolutional()) with
        {
            Stages = [FineTuneStage.Head(), new FineTuneStage { UnfreezeFrom = "block2" }, FineTuneStage.Unfreeze("block2", epochs: 1) with { Steps = 1 }],
            Epochs = 2,
            LearningRate = 0.004,
            Schedule = LearningRateSchedule.Constant,
            BatchSize = 40,
            OnBatchEnd = b => rates.Add(b.LearningRate),
        }).Fit(Shapes.View(_mlContext, 80));
        Assert.Equal([0.004, 0.004, 0.004, 0.004, 0.004, 0.004, 0.004, 0.004, 0.0001], rates);
        Assert.Equal(5, model.History!.Epochs.Count);
    }

    [Fact]
    public void ClassWeightsCountAndAreRefusedForNumbers()
    {
        IDataView rows = Shapes.View(_mlContext, 80);
        double Loss(float[]? weights)
        {
            using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(Options(Backbones.Convolutional(), epochs: 1) with { ClassWeights = weights }).Fit(rows);
            return model.History!.Epochs[0].Loss;
        }

        Assert.Equal(Loss(null), Loss([2, 2, 2, 2]), 1e-5);
        Assert.NotEqual(Loss(null), Loss([5, 1, 1, 1]), 1e-3);
        Assert.Contains("5", Assert.Throws<OptionsException>(
            () => _mlContext.DeepLearning.FineTune(Options(Backbones.Convolutional()) with { ClassWeights = [1, 0, 0, 0, 1] }).Fit(rows)).Message);
        Assert.Contains("holds numbers", Assert.Throws<OptionsException>(
            () => _mlContext.DeepLearning.FineTune(Options(Backbones.Convolutional(), label: "Value") with { LabelSmoothing = 0.1 }).Fit(rows)).Message);
    }

    [Fact]
    public void LabelsOfAnotherTypeAreRefused()
    {
        ColumnException error = Assert.Throws<ColumnException>(() => _mlContext.DeepLearning.FineTune(Options(Backbones.Convolutional(), label: "Bytes"))
            .Fit(Shapes.View(_mlContext, 8)));
        Assert.Contains("MapValueToKey", error.Message);
    }

    [Fact]
    public void CancellingKeepsWhatWasLearned()
    {
        using var cancellation = new CancellationTokenSource();
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = Backbones.Convolutional(),
            Stages = [FineTuneStage.Head(3), FineTuneStage.Unfreeze("block2", 3)],
            CacheFolder = _folder,
            Seed = 4,
            Device = "cpu",
            Threads = 1,
            Progress = ProgressOutput.None,
            OnEpochEnd = _ => cancellation.Cancel(),
            CancellationToken = cancellation.Token,
        }).Fit(Shapes.View(_mlContext, 40));
        Assert.Equal(StopReason.Cancelled, model.History!.StopReason);
        Assert.Single(model.History.Epochs);
    }

    private FineTuneOptions Options(
        Network backbone, string label = "Label", string features = "Features", int epochs = 5, bool precompute = true) => new()
        {
            Network = backbone,
            LabelColumnName = label,
            FeatureColumnName = features,
            Stages = [FineTuneStage.Head(epochs, 0.02)],
            Head = new HeadOptions { Dropout = 0 },
            PrecomputeFeatures = precompute,
            CacheFolder = _folder,
            Seed = 4,
            Device = "cpu",
            Threads = 1,
            Progress = ProgressOutput.None,
        };
}
