using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Trainers;

/// <summary>What probabilities are worth, and above which yes is said: validation rows decide it, the model keeps it.</summary>
public class DecisionTests
{
    private static readonly JsonElement _golden = Golden.Load("labels.json");

    private readonly MLContext _mlContext = new(seed: 1);

    [Theory]
    [InlineData("multiclass", NetworkTask.Multiclass, 3)]
    [InlineData("binary", NetworkTask.Binary, 1)]
    public void TemperatureAndErrorEqualPyTorch(string name, NetworkTask task, int outputs)
    {
        JsonElement golden = _golden.GetProperty(name);
        ModelCalibration calibration = Held(golden, task, outputs).Calibrate(out _)!;
        Assert.Equal(golden.GetProperty("temperature").GetDouble(), calibration.Temperature, 1e-4);
        Assert.Equal(golden.GetProperty("error_before").GetDouble(), calibration.ErrorBefore, 1e-5);
        Assert.Equal(golden.GetProperty("error_after").GetDouble(), calibration.ErrorAfter, 1e-4);
        Assert.Equal(golden.GetProperty("loss_before").GetDouble(), calibration.LogLossBefore, 1e-6);
        Assert.Equal(golden.GetProperty("loss_after").GetDouble(), calibration.LogLossAfter, 1e-6);
        Assert.Equal(60, calibration.Rows);
    }

    [Fact]
    public void ThresholdsEqualThoseOfAllCuts()
    {
        HeldOutScores scores = Held(_golden.GetProperty("binary"), NetworkTask.Binary, 1);
        foreach ((string name, DecisionThreshold rule) in ((string, DecisionThreshold)[])
            [("f1", DecisionThreshold.BestF1), ("precision", DecisionThreshold.AtPrecision(0.9)), ("recall", DecisionThreshold.AtRecall(0.95))])
        {
            double[] expected = _golden.GetProperty("thresholds").GetProperty(name).Doubles();
            ThresholdChoice choice = scores.Choose(rule)[0].Choice!;
            Assert.Equal(expected, [choice.Precision, choice.Recall, choice.F1, choice.Threshold], (a, b) => Math.Abs(a - b) < 1e-6);
        }
    }

    [Fact]
    public void RowsThatTellNothingAreSaidToDoSo()
    {
        var right = new HeldOutScores(NetworkTask.Binary, 1);
        right.Add([4], [1]);
        right.Add([-4], [0]);
        Assert.Null(right.Calibrate(out string? problem));
        Assert.Contains("right about all 2 rows", problem);
        var wrong = new HeldOutScores(NetworkTask.Binary, 1);
        wrong.Add([4], [0]);
        Assert.Null(wrong.Calibrate(out problem));
        Assert.Contains("wrong about most", problem);
        Assert.Null(wrong.Choose(DecisionThreshold.BestF1)[0].Choice);
        Assert.Contains("all 1 rows are no", wrong.Choose(DecisionThreshold.BestF1)[0].Problem);
        right.Add([9], [0]);
        Assert.Contains("the largest is 0.5", right.Choose(DecisionThreshold.AtPrecision(0.9))[0].Problem);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheTemperatureIsPartOfTheGraph(bool whileTraining)
    {
        using var live = new LiveTensors();
        IDataView train = Noisy(80, 1), held = Noisy(300, 2);
        ConvNetOptions options = new()
        {
            Network = Network.Input(1, 8, 8).Flatten().Dense(64).ReLU().Dense(4).Softmax().Build(1),
            Epochs = 60,
            BatchSize = 20,
            LearningRate = 0.01,
            Seed = 1,
            ValidationData = held,
        };
        using ConvNetTransformer plain = _mlContext.DeepLearning.ConvNet(options).Fit(train);
        using ConvNetTransformer calibrated = whileTraining
            ? _mlContext.DeepLearning.ConvNet(options with { Calibrate = true }).Fit(train) : _mlContext.DeepLearning.Calibrate(plain, held);
        ModelCalibration found = calibrated.Calibration!;
        Assert.True(found.Temperature > 1.1, $"temperature {found.Temperature}");
        Assert.True(found.ErrorAfter < found.ErrorBefore, $"{found.ErrorBefore} before, {found.ErrorAfter} after");
        Assert.Equal(300, found.Rows);
        Assert.Null(plain.Calibration);

        // The log loss of both models is what the calibration says, and the decisions stay.
        MulticlassClassificationMetrics before = _mlContext.MulticlassClassification.Evaluate(plain.Transform(held)), after = _mlContext.MulticlassClassification.Evaluate(calibrated.Transform(held));
        Assert.Equal(before.LogLoss, found.LogLossBefore, 1e-4);
        Assert.Equal(after.LogLoss, found.LogLossAfter, 1e-4);
        Assert.Equal(before.MicroAccuracy, after.MicroAccuracy);

        // The file computes it, and a calibrated model is calibrated already.
        float[] exported = OnnxRunner.Run(calibrated.Network, Shapes.Rows(1, 9).First().Features, [1, 1, 8, 8]);
        float[] scored = calibrated.Transform(Shapes.View(_mlContext, 1, seed: 9)).GetColumn<float[]>("Score").First();
        Assert.All(exported.Zip(scored), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        using ConvNetTransformer again = _mlContext.DeepLearning.Calibrate(calibrated, held);
        Assert.Equal(1, again.Calibration!.Temperature, 1e-3);
        Assert.Equal(calibrated.Network.Nodes.Count, again.Network.Nodes.Count);

        // Training on begins without it.
        using ConvNetTransformer trained = _mlContext.DeepLearning.ConvNet(options with { Epochs = 1, ValidationData = null }).Fit(train, calibrated);
        Assert.Equal(plain.Network.Nodes.Count, trained.Network.Nodes.Count);
    }

    [Fact]
    public void AThresholdIsChosenKeptAndUsed()
    {
        IDataView train = Noisy(400, 1), held = Noisy(300, 2);
        BinaryConvNetOptions options = new()
        {
            Network = Shapes.OneOutput(sigmoid: true),
            LabelColumnName = "Left",
            Epochs = 5,
            LearningRate = 0.01,
            Seed = 1,
            ValidationData = held,
            Threshold = DecisionThreshold.AtRecall(0.97),
            Calibrate = true,
        };
        using ConvNetTransformer model = _mlContext.DeepLearning.BinaryConvNet(options).Fit(train);
        double threshold = Assert.Single(model.Options.Thresholds);
        Assert.NotEqual(0.5, threshold);
        (double precision, double recall) = Quality(model, held);
        Assert.InRange(recall, 0.97, 1);
        Assert.Equal(held.GetRowCount() ?? 300, model.Calibration!.Rows);

        // What is found afterwards, on the same rows, is the same.
        ThresholdChoice choice = Assert.Single(_mlContext.DeepLearning.FindThresholds(model, held, DecisionThreshold.AtRecall(0.97)));
        Assert.Equal(threshold, choice.Threshold, 1e-4);
        Assert.Equal((precision, recall), (choice.Precision, choice.Recall));
        using ConvNetTransformer other = model.WithThresholds(0.99);
        Assert.True(Quality(other, held).Recall < recall);
        Assert.Throws<OptionsException>(() => model.WithThresholds(0.1, 0.2));
        Assert.Throws<OptionsException>(() => model.WithThresholds(1));

        // The counts of a report follow it, too.
        Interpretation seen = _mlContext.DeepLearning.Interpret(model, held);
        Assert.Equal(recall, seen.Classes[1].Recall);
    }

    [Fact]
    public void WithoutValidationRowsTheyAreAskedForBeforeTraining()
    {
        ConvNetEstimator calibrated = _mlContext.DeepLearning.ConvNet(new ConvNetOptions { Network = Shapes.Network(), Calibrate = true });
        Assert.Contains("Calibrate = true needs rows", Assert.Throws<OptionsException>(() => calibrated.Fit(Shapes.View(_mlContext, 10))).Message);
        BinaryConvNetEstimator chosen = _mlContext.DeepLearning.BinaryConvNet(new BinaryConvNetOptions
        {
            Network = Shapes.OneOutput(sigmoid: true),
            LabelColumnName = "Left",
            Threshold = DecisionThreshold.BestF1,
        });
        Assert.Contains("Threshold = best F1 needs rows", Assert.Throws<OptionsException>(() => chosen.Fit(Shapes.View(_mlContext, 10))).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BalancedClassesEqualTheWeightsOfTheirCounts(bool binary)
    {
        // 3 in 4 rows are of one class.
        IDataView data = _mlContext.Data.LoadFromEnumerable(Shapes.Rows(160).Where((row, i) => row.Label == 0 || i % 9 < 3).ToList());
        long[] counts = binary
            ? [data.GetColumn<bool>("Left").Count(left => !left), data.GetColumn<bool>("Left").Count(left => left)]
            : [.. Enumerable.Range(1, 4).Select(key => (long)data.GetColumn<uint>("Label").Count(label => label == key))];
        float[] weights = [.. counts.Select(count => (float)((double)counts.Sum() / counts.Length / count))];
        byte[] Train(bool balances)
        {
            using ConvNetTransformer model = binary
                ? _mlContext.DeepLearning.BinaryConvNet(new BinaryConvNetOptions
                {
                    Network = Shapes.OneOutput(sigmoid: true),
                    LabelColumnName = "Left",
                    Epochs = 2,
                    Seed = 1,
                    BalanceClasses = balances,
                    ClassWeights = balances ? null : weights,
                }).Fit(data)
                : _mlContext.DeepLearning.ConvNet(new ConvNetOptions { Network = Shapes.Network(), Epochs = 2, Seed = 1, BalanceClasses = balances, ClassWeights = balances ? null : weights }).Fit(data);
            return model.Network.ToBytes();
        }

        Assert.True(weights.Max() / weights.Min() > 1.5, string.Join(" ", weights));
        Assert.Equal(Train(balances: false), Train(balances: true));
    }

    [Fact]
    public void FineTuningBalancesCalibratesAndChoosesToo()
    {
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = FineTuning.Backbones.Convolutional(),
            LabelColumnName = "Left",
            Stages = [new() { Epochs = 4 }, new() { Epochs = 1, UnfreezeFrom = "block2.conv" }],
            CacheFolder = "",
            ValidationFraction = 0.3,
            BalanceClasses = true,
            Calibrate = true,
            Threshold = DecisionThreshold.AtPrecision(0.8),
            Seed = 1,
        }).Fit(Noisy(300, 1));
        Assert.NotNull(model.Calibration);
        Assert.NotEqual(0.5, Assert.Single(model.Options.Thresholds));
        Assert.Contains(model.Network.Nodes, node => node.Name == "output_scale");
        OptionsException error = Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = FineTuning.Backbones.Convolutional(),
            LabelColumnName = "Value",
            BalanceClasses = true,
            Calibrate = true,
            Threshold = DecisionThreshold.At(0.3),
            CacheFolder = "",
        }).Fit(Shapes.View(_mlContext, 10)));
        Assert.Contains("BalanceClasses and Calibrate and Threshold cannot be used", error.Message);
    }

    [Fact]
    public void AChainIsCalibratedAsAWhole()
    {
        IDataView train = Noisy(200, 1), held = Noisy(200, 2);
        TransformerChain<ConvNetTransformer> chain = _mlContext.Transforms.CopyColumns("Image", "Features")
            .Append(_mlContext.DeepLearning.ConvNet(new ConvNetOptions { Network = Shapes.Network(), FeatureColumnName = "Image", Epochs = 30, LearningRate = 0.01, Seed = 1 })).Fit(train);
        TransformerChain<ITransformer> calibrated = _mlContext.DeepLearning.Calibrate(chain, held);
        Assert.Equal(chain.Parts().Count, calibrated.Parts().Count);
        Assert.Equal(calibrated.ConvNet().Calibration!.LogLossAfter, _mlContext.MulticlassClassification.Evaluate(calibrated.Transform(held)).LogLoss, 1e-4);
        Assert.Null(chain.ConvNet().Calibration);
    }

    // ML.NET's Evaluate has a threshold of its own.
    private static (double Precision, double Recall) Quality(ConvNetTransformer model, IDataView rows)
    {
        (bool Said, bool Truth)[] all = [.. model.Transform(rows).GetColumn<bool>("PredictedLabel").Zip(rows.GetColumn<bool>("Left"))];
        double right = all.Count(row => row.Said && row.Truth);
        return (right / all.Count(row => row.Said), right / all.Count(row => row.Truth));
    }

    /// <summary>The rows of Shapes, of which one in five has another label: who learns them by heart is too sure.</summary>
    private IDataView Noisy(int rows, int seed)
    {
        var random = new Random(seed);
        return _mlContext.Data.LoadFromEnumerable(Shapes.Rows(rows, seed).Select(row =>
        {
            bool turns = random.Next(5) == 0;
            return new ShapeRow
            {
                Features = row.Features,
                Bytes = row.Bytes,
                Label = turns ? (row.Label + 1) % Shapes.Classes : row.Label,
                Left = turns ? !row.Left : row.Left,
            };
        }).ToList());
    }

    private static HeldOutScores Held(JsonElement golden, NetworkTask task, int outputs)
    {
        var scores = new HeldOutScores(task, outputs);
        float[] logits = golden.GetProperty("logits").Floats(), labels = golden.GetProperty("labels").Floats();
        for (int row = 0; row < labels.Length; row++)
        {
            scores.Add(logits.AsSpan(row * outputs, outputs), [labels[row]]);
        }

        return scores;
    }
}
