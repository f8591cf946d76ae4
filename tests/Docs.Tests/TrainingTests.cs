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
        var options = new ConvNetOptions { Network = Networks.MnistConvNet(), Epochs = 1 };
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
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(Networks.MnistConvNet(), epochs: 1).Fit(train);
        #region continue
        using ConvNetTransformer better = mlContext.DeepLearning
            .ConvNet(model.Network, epochs: 1, learningRate: 0.0002)
            .Fit(train);
        #endregion
        Assert.False(model.Network.Tensors["conv1.weight"].Floats.SequenceEqual(better.Network.Tensors["conv1.weight"].Floats));
    }

    [Fact]
    public void Report()
    {
        using var workplace = new Workplace();
        (MLContext mlContext, IDataView train) = Digits();
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(Networks.MnistConvNet(), epochs: 1).Fit(train);
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
        using ConvNetTransformer small = mlContext.DeepLearning.ConvNet(Networks.SoftmaxRegression(), epochs: 1, batchSize: 16).Fit(train);
        using ConvNetTransformer large = mlContext.DeepLearning.ConvNet(Networks.SoftmaxRegression(), epochs: 1, batchSize: 128).Fit(train);
        #region runs
        new TrainingReport("Batch sizes")
            .AddHistory(small.History!, "batch 16")
            .AddHistory(large.History!, "batch 128")
            .Save("batches.html");
        #endregion
        Assert.Contains("batch 128", File.ReadAllText("batches.html"));
    }

    [Fact]
    public void Numbers_with_a_unit()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView houses = Houses(mlContext);
        Network network = Network.Input(3).Dense(32).ReLU().Dense(2).Build();
        #region units
        using ConvNetTransformer model = mlContext.DeepLearning.Regression(network, labelColumnName: "PriceAndRent", epochs: 40).Fit(houses);
        float[] priceAndRent = model.Transform(houses).GetColumn<float[]>("Score").First();
        #endregion
        Assert.InRange(priceAndRent[0], 50_000, 1_000_000);
        Assert.InRange(priceAndRent[1], 5, 15);
    }

    [Fact]
    public void Several_labels()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView scenes = mlContext.Data.LoadFromEnumerable(Scene.Some(400));
        Network network = Network.Input(4).Dense(16).ReLU().Dense(3).Build();
        #region labels
        var pipeline = mlContext.Transforms.Concatenate("Tags", "Left", "Right", "Top")
            .Append(mlContext.DeepLearning.MultiLabelConvNet(network, labelColumnName: "Tags", epochs: 30, learningRate: 0.01));
        using var model = pipeline.Fit(scenes);
        MultiLabelMetrics metrics = mlContext.DeepLearning.EvaluateMultiLabel(model.Transform(scenes), labelColumnName: "Tags");
        Console.WriteLine($"micro F1 {metrics.MicroF1:F3}, macro F1 {metrics.MacroF1:F3}, Hamming loss {metrics.HammingLoss:F3}");
        foreach (LabelQuality quality in metrics.Classes)
            Console.WriteLine($"{quality.Name}: precision {quality.Precision:P0}, recall {quality.Recall:P0}, average precision {quality.AveragePrecision:F3}");
        #endregion
        Assert.InRange(metrics.MicroF1, 0.9, 1);
        Assert.Equal(["Left", "Right", "Top"], metrics.Classes.Select(quality => quality.Name));
    }

    [Fact]
    public void Thresholds()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);
        IDataView digits = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        digits = mlContext.Transforms.Conversion.ConvertType("Number", "Label", DataKind.Single)
            .Append(mlContext.Transforms.Expression("IsZero", "x => x == 0f", "Number")).Fit(digits).Transform(digits);
        (IDataView train, IDataView test) = (digits, digits);
        Network network = Network.Input(1, 28, 28).Flatten().Dense(1).Sigmoid().Build();
        #region thresholds
        using ConvNetTransformer model = mlContext.DeepLearning.BinaryConvNet(new BinaryConvNetOptions
        {
            Network = network,
            LabelColumnName = "IsZero",
            Epochs = 2,
            ValidationFraction = 0.3,
            Threshold = DecisionThreshold.AtPrecision(0.9),
        }).Fit(train);
        ThresholdChoice best = mlContext.DeepLearning.FindThresholds(model, test, DecisionThreshold.BestF1).Single();
        using ConvNetTransformer other = model.WithThresholds(best.Threshold);
        #endregion
        Assert.Equal(best.Threshold, Assert.Single(other.Options.Thresholds));
    }

    [Fact]
    public void Calibration()
    {
        using var workplace = new Workplace();
        (MLContext mlContext, IDataView test) = Digits();
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(Networks.MnistConvNet(), epochs: 1).Fit(test);
        #region calibration
        using ConvNetTransformer calibrated = mlContext.DeepLearning.Calibrate(model, test);
        ModelCalibration calibration = calibrated.Calibration!;
        Console.WriteLine($"temperature {calibration.Temperature:F2}, expected calibration error {calibration.ErrorBefore:F3} before, {calibration.ErrorAfter:F3} after");
        #endregion
        Assert.True(calibration.LogLossAfter <= calibration.LogLossBefore);
    }

    [Fact]
    public void Inside_a_chain()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);
        IDataView rawRows = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        using (var fitted = mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(mlContext.DeepLearning.ConvNet(Networks.MnistConvNet(), epochs: 1)).Fit(rawRows))
            mlContext.DeepLearning.SaveModel(fitted, rawRows.Schema, "model.zip");
        #region chain
        ITransformer model = mlContext.DeepLearning.LoadModel("model.zip", out _);
        ConvNetTransformer network = model.ConvNet();
        Console.WriteLine($"{network.Network.Name}, {network.Classes!.Count} classes, {network.History!.Epochs.Count} epochs");
        Interpretation interpretation = mlContext.DeepLearning.Interpret(model, rawRows);
        #endregion
        Assert.True(interpretation.Rows > 0);
        network.Dispose();
    }

    [Fact]
    public void Importance()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView houses = Houses(mlContext);
        using ConvNetTransformer model = mlContext.DeepLearning.Regression(Network.Input(3).Dense(32).ReLU().Dense(1).Build(), "Price").Fit(houses);
        #region importance
        var importance = mlContext.Regression.PermutationFeatureImportance(model, houses, labelColumnName: "Price", permutationCount: 3);
        for (int i = 0; i < importance.Length; i++)
            Console.WriteLine($"feature {i}: R squared changes by {importance[i].RSquared.Mean:F3}");
        #endregion
        Assert.Equal(0, importance.Select((f, i) => (f.RSquared.Mean, i)).Min().i);

        // As the page says of the form that takes a whole model.
        Exception error = Assert.ThrowsAny<Exception>(() => mlContext.Regression.PermutationFeatureImportance((ITransformer)model, houses, "Price"));
        Assert.Contains("The model provided does not have a compatible predictor", error.Message);
    }

    [Fact]
    public void Logging()
    {
        var mlContext = new MLContext(seed: 1);
        Microsoft.Extensions.Logging.ILogger logger = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        #region logging
        using IDisposable subscription = mlContext.LogTo(logger);
        #endregion
        Assert.NotNull(subscription);
    }

    private static IDataView Houses(MLContext mlContext)
    {
        var random = new Random(1);
        return mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 600).Select(_ =>
        {
            float area = random.NextSingle(), age = random.NextSingle(), distance = random.NextSingle();
            float price = 60_000 + (400_000 * area * (1 - (0.4f * age))) - (50_000 * distance);
            return new House { Features = [area, age, distance], Price = price, PriceAndRent = [price, 8 + (4 * age)] };
        }).ToList());
    }

    private static (MLContext Context, IDataView Train) Digits()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView digits = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        return (mlContext, mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(digits).Transform(digits));
    }

    private sealed class House
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public float Price { get; set; }

        [VectorType(2)]
        public float[] PriceAndRent { get; set; } = [];
    }

    private sealed class Scene
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public bool Left { get; set; }

        public bool Right { get; set; }

        public bool Top { get; set; }

        public static List<Scene> Some(int count)
        {
            var random = new Random(1);
            return [.. Enumerable.Range(0, count).Select(_ =>
            {
                float[] values = [random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle()];
                return new Scene { Features = values, Left = values[0] > 0.5f, Right = values[1] > 0.5f, Top = values[2] + values[3] > 1 };
            })];
        }
    }
}
