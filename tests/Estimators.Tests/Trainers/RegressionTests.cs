using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Trainers;

/// <summary>Labels of a regression have a unit, which is the network's business at its end alone.</summary>
public class RegressionTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void RawPricesAreLearnedWithDefaultOptions()
    {
        IDataView train = View(3000, 1), test = View(500, 2);
        Network? seen = null;
        using ConvNetTransformer model = _mlContext.DeepLearning.Regression(new RegressionConvNetOptions
        {
            Network = Houses(),
            LabelColumnName = "Price",
            OnEpochEnd = epoch => seen = epoch.Snapshot(),
        }).Fit(train);
        IDataView scored = model.Transform(test);
        RegressionMetrics metrics = _mlContext.Regression.Evaluate(scored, "Price");
        Assert.True(metrics.RSquared > 0.9, $"{metrics.RSquared}");

        // The metric is in the label's unit, the loss in none.
        EpochRecord last = model.History!.Epochs[^1];
        Assert.InRange(last.Metric!.Value, metrics.MeanAbsoluteError * 0.5, metrics.MeanAbsoluteError * 2);
        Assert.InRange(last.Loss, 0, 0.2);

        // So says the network that a callback sees.
        Assert.Equal(model.Network.ToBytes(), seen!.ToBytes());

        // The graph computes the unit: an exported file says the same.
        Assert.Equal(["Mul", "Add"], model.Network.Nodes.TakeLast(2).Select(node => node.OpType));
        float[] expected = [.. scored.GetColumn<float>("Score").Take(4)];
        float[] found = OnnxRunner.Run(model.Network, [.. Rows(4, 2).SelectMany(row => row.Features)], [4, 3]);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1.0));
        Assert.All(found, price => Assert.InRange(price, 10_000, 1_000_000));
    }

    [Fact]
    public void WithoutScalingTheNetworkIsAsItWas()
    {
        using ConvNetTransformer model = _mlContext.DeepLearning.Regression(Options("Price") with { ScaleLabels = false, Epochs = 1 }).Fit(View(100, 1));
        Assert.Equal(Houses().Nodes.Select(node => node.OpType), model.Network.Nodes.Select(node => node.OpType));
        Assert.True(model.History!.Epochs[0].Loss > 1e9);
    }

    [Fact]
    public void ATrainedModelGoesOnInItsUnit()
    {
        IDataView train = View(600, 1);
        RegressionConvNetEstimator trainer = _mlContext.DeepLearning.Regression(Options("Price") with { Epochs = 20, Schedule = LearningRateSchedule.Cosine() });
        using ConvNetTransformer model = trainer.Fit(train);
        using ConvNetTransformer again = _mlContext.DeepLearning.Regression(Options("Price") with { Epochs = 1, LearningRate = 1e-6 }).Fit(View(200, 5), model);
        Assert.Equal(model.Network.Nodes.Select(node => node.Name), again.Network.Nodes.Select(node => node.Name));
        foreach (string name in (string[])["output_scale.value", "output_shift.value"])
        {
            Assert.True(model.Network.Tensors[name].Floats.SequenceEqual(again.Network.Tensors[name].Floats), name);
        }

        float[] before = [.. model.Transform(train).GetColumn<float>("Score")], after = [.. again.Transform(train).GetColumn<float>("Score")];
        Assert.All(before.Zip(after), pair => Assert.Equal(1, pair.Second / pair.First, 1e-2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SeveralOutputsEachHaveTheirUnit(bool streamed)
    {
        using var live = new LiveTensors();
        IDataView train = View(1500, 1), test = View(300, 2);
        using ConvNetTransformer model = _mlContext.DeepLearning.Regression(Options("Both") with
        {
            Network = Houses(outputs: 2),
            Epochs = 20,
            Caching = streamed ? RowCaching.None : RowCaching.Memory,
            ValidationData = test,
        }).Fit(train);
        float[][] scores = [.. model.Transform(test).GetColumn<float[]>("Score")], truth = [.. test.GetColumn<float[]>("Both")];
        for (int i = 0; i < 2; i++)
        {
            double mean = truth.Average(row => row[i]);
            double error = scores.Zip(truth).Sum(pair => Math.Pow(pair.First[i] - pair.Second[i], 2)), all = truth.Sum(row => Math.Pow(row[i] - mean, 2));
            Assert.True(1 - (error / all) > 0.85, $"output {i}: {1 - (error / all)}");
            double absolute = scores.Zip(truth).Average(pair => Math.Abs(pair.First[i] - pair.Second[i]));
            Assert.Equal(1, model.History!.Epochs[^1].ValidationMeasures![$"mean absolute error of output {i + 1}"] / absolute, 1e-3);
        }

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), model.Transform(test).Schema["Score"].Type);
    }

    [Fact]
    public void AStoredModelKeepsItsUnits() => StoredModel.Check(
        "Estimators.Tests", "quantities",
        path =>
        {
            using ConvNetTransformer model = _mlContext.DeepLearning.Regression(Options("Both") with { Network = Houses(outputs: 2), Epochs = 10 }).Fit(View(300, 1));
            _mlContext.DeepLearning.SaveModel(model, null, path);
        },
        path =>
        {
            using var model = (ConvNetTransformer)new MLContext(seed: 1).DeepLearning.LoadModel(path, out _);
            LabelScaling scaling = LabelScaling.Find(model.Network)!;
            Assert.InRange(scaling.Deviations[0], 50_000, 200_000);
            return (float[])[.. model.Transform(View(5, 2)).GetColumn<float[]>("Score").SelectMany(row => row), .. scaling.Means, .. scaling.Deviations];
        });

    [Fact]
    public void OutputsAndLabelsMustBeAsMany()
    {
        Assert.Contains("Build the network with 2 outputs", Assert.Throws<TrainingException>(
            () => _mlContext.DeepLearning.Regression(Houses(), "Both").Fit(View(10, 1))).Message);
        Assert.Contains("has 1 value. Build the network with 1 outputs", Assert.Throws<TrainingException>(
            () => _mlContext.DeepLearning.Regression(Houses(outputs: 2), "Price").Fit(View(10, 1))).Message);
        List<House> rows = [.. Rows(10, 1)];
        rows[7].Both[1] = float.NaN;
        Assert.Contains("Row 7 (counted from 0) has NaN as label, at position 1,", Assert.Throws<TrainingException>(
            () => _mlContext.DeepLearning.Regression(Houses(outputs: 2), "Both").Fit(_mlContext.Data.LoadFromEnumerable(rows))).Message);
    }

    [Fact]
    public void ALabelThatDoesNotVaryIsOnlyMoved()
    {
        IDataView train = _mlContext.Data.LoadFromEnumerable(Rows(64, 1).Select(row => new House { Features = row.Features, Price = 123_456 }).ToList());
        using ConvNetTransformer model = _mlContext.DeepLearning.Regression(Options("Price") with { Epochs = 30, LearningRate = 0.01 }).Fit(train);
        Assert.All(model.Transform(train).GetColumn<float>("Score"), score => Assert.Equal(123_456, score, 1.0));
    }

    [Fact]
    public void AResumedRunEndsAsAWholeOneAndOtherScalesAreRefused()
    {
        string folder = Directory.CreateTempSubdirectory("mlnetdeep-scales-").FullName;
        try
        {
            byte[] Train(int epochs, int seed = 1, string? checkpoints = null)
            {
                // The last rows differ, which only the scaling tells.
                List<House> rows = [.. Rows(100, 1), .. Rows(50, seed)];
                using ConvNetTransformer model = _mlContext.DeepLearning.Regression(Options("Both") with
                {
                    Network = Houses(outputs: 2),
                    Epochs = epochs,
                    CheckpointFolder = checkpoints,
                    Resume = checkpoints is not null,
                }).Fit(_mlContext.Data.LoadFromEnumerable(rows));
                return model.Network.ToBytes();
            }

            Train(2, checkpoints: folder);
            Assert.Contains("label means", Assert.Throws<CheckpointException>(() => Train(4, seed: 7, checkpoints: folder)).Message);
            Assert.Equal(Train(4), Train(4, checkpoints: folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void FineTuningScalesOnceForAllStages()
    {
        IDataView data = _mlContext.Data.LoadFromEnumerable(Shapes.Rows(200).Select(row => new Scaled
        {
            Features = row.Features,
            Value = 1000 + (500 * row.Value),
            Values = [1000 + (500 * row.Value), row.Value],
        }).ToList());
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = FineTuning.Backbones.Convolutional(),
            LabelColumnName = "Values",
            CacheFolder = "",
            Stages = [new() { Epochs = 40, LearningRate = 0.02 }, new() { Epochs = 3, UnfreezeFrom = "features", LearningRate = 0.0005 }],
            Seed = 1,
        }).Fit(data);
        Assert.Equal(1, model.Network.Nodes.Count(node => node.Name.EndsWith("output_scale", StringComparison.Ordinal)));
        float[][] scores = [.. model.Transform(data).GetColumn<float[]>("Score")], truth = [.. data.GetColumn<float[]>("Values")];
        Assert.InRange(scores.Zip(truth).Average(pair => Math.Abs(pair.First[0] - pair.Second[0])), 0, 60);
        Assert.InRange(scores.Zip(truth).Average(pair => Math.Abs(pair.First[1] - pair.Second[1])), 0, 0.12);

        // What scales the output is no part of the features.
        Assert.Equal("head.standardize", model.Network.Nodes.Single(node => node.Outputs.Contains(model.Network.FindFeatures())).Name);
    }

    private static Network Houses(int outputs = 1) => Network.Input(3).Dense(32).ReLU().Dense(32).ReLU().Dense(outputs).Build(1, "houses");

    private static RegressionConvNetOptions Options(string label) => new() { Network = Houses(), LabelColumnName = label, Seed = 3, LearningRate = 0.003 };

    private IDataView View(int rows, int seed) => _mlContext.Data.LoadFromEnumerable(Rows(rows, seed).ToList());

    /// <summary>Prices of some hundred thousand, with noise of about 5 %, and a yearly cost per square metre.</summary>
    private static IEnumerable<House> Rows(int count, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            float area = random.NextSingle(), age = random.NextSingle(), distance = random.NextSingle();
            float price = 60_000 + (400_000 * area * (1 - (0.4f * age))) - (50_000 * distance) + (10_000 * (random.NextSingle() - 0.5f));
            yield return new House { Features = [area, age, distance], Price = price, Both = [price, 2 + age + (0.1f * random.NextSingle())] };
        }
    }

    private sealed class House
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public float Price { get; set; }

        [VectorType(2)]
        public float[] Both { get; set; } = new float[2];
    }

    private sealed class Scaled
    {
        [VectorType(1, Shapes.Size, Shapes.Size)]
        public float[] Features { get; set; } = [];

        public float Value { get; set; }

        [VectorType(2)]
        public float[] Values { get; set; } = new float[2];
    }
}
