using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Trainers;

/// <summary>Any number of several classes at once: which quarters of a picture are bright?</summary>
public class MultiLabelTests
{
    private static readonly string[] _names = ["A", "B", "C", "D"];

    private readonly MLContext _mlContext = new(seed: 1);

    [Theory]
    [InlineData("Label", false)]
    [InlineData("Numbers", true)]
    public void EachClassIsLearnedByItself(string label, bool streamed)
    {
        using var live = new LiveTensors();
        IDataView train = View(400, 1), test = View(100, 2);
        using ConvNetTransformer model = _mlContext.DeepLearning.MultiLabelConvNet(Options(label) with
        {
            ValidationData = test,
            Caching = streamed ? RowCaching.None : RowCaching.Memory,
        }).Fit(train);
        IDataView scored = model.Transform(test);
        MultiLabelMetrics metrics = _mlContext.DeepLearning.EvaluateMultiLabel(scored, label);
        Assert.True(metrics.MicroF1 > 0.95, $"{metrics.MicroF1}");
        Assert.True(metrics.MeanAveragePrecision > 0.97, $"{metrics.MeanAveragePrecision}");
        Assert.Equal(4, metrics.Classes.Count);

        EpochRecord last = model.History!.Epochs[^1];
        Assert.Equal(metrics.MicroF1, last.ValidationMetric!.Value, 1e-6);
        Assert.Equal(metrics.MacroF1, last.ValidationMeasures!["macro F1"], 1e-6);
        Assert.Equal(metrics.HammingLoss, last.ValidationMeasures["hamming loss"], 1e-6);
        Assert.InRange(last.Measures!["macro F1"], 0.9, 1);

        // Probabilities are those of the exported graph, scores their log-odds, decisions what is above the half.
        float[] first = [.. scored.GetColumn<float[]>("Probability").First()];
        float[] exported = OnnxRunner.Run(model.Network, Rows(1, 2).First().Features, [1, 1, 8, 8]);
        Assert.All(first.Zip(exported), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal("Sigmoid", model.Network.Nodes[^1].OpType);
        Assert.Equal(scored.GetColumn<float[]>("Score").First().Select(score => score > 0), scored.GetColumn<bool[]>("PredictedLabel").First());
    }

    [Fact]
    public void ClassesHaveTheNamesOfTheColumnsThatTheLabelIsMadeOf()
    {
        IEstimator<ITransformer> pipeline = _mlContext.Transforms.Concatenate("Tags", _names)
            .Append(_mlContext.DeepLearning.MultiLabelConvNet(Options("Tags") with { Epochs = 1 }));
        IDataView train = View(40, 1);
        var chain = (TransformerChain<ITransformer>)new EstimatorChain<ITransformer>().Append(pipeline).Fit(train);
        Assert.Equal(_names, chain.ConvNet().Classes!.Texts);
        DataViewSchema schema = chain.Transform(train).Schema;
        SchemaShape shape = pipeline.GetOutputSchema(ShapeOf(train.Schema));
        foreach (string column in (string[])["Score", "Probability", "PredictedLabel"])
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            schema[column].GetSlotNames(ref names);
            Assert.Equal(_names, names.DenseValues().Select(name => name.ToString()));
            SchemaShape.Column said = shape.Single(c => c.Name == column);
            Assert.Equal(SchemaShape.Column.VectorKind.Vector, said.Kind);
            Assert.Equal(((VectorDataViewType)schema[column].Type).ItemType, said.ItemType);
            Assert.All(schema[column].Annotations.Schema, annotation => Assert.Contains(said.Annotations, a => a.Name == annotation.Name));
        }

        // Another order would be other classes.
        IDataView turned = _mlContext.Transforms.Concatenate("Tags", "B", "A", "C", "D").Fit(train).Transform(train);
        Assert.Contains("in the order of training", Assert.Throws<ColumnException>(() => _mlContext.DeepLearning.EvaluateMultiLabel(
            chain.ConvNet().Transform(turned), "Tags")).Message);
        Assert.Contains("in the order of training", Assert.Throws<ColumnException>(
            () => _mlContext.DeepLearning.MultiLabelConvNet(Options("Tags")).Fit(turned, chain.ConvNet())).Message);
    }

    [Fact]
    public void MetricsEqualThoseOfNumPy()
    {
        JsonElement golden = Golden.Load("labels.json").GetProperty("metrics");
        float[] scores = golden.GetProperty("scores").Floats(), truth = golden.GetProperty("truth").Floats();
        IDataView rows = _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 12).Select(i => new Scored
        {
            Label = [.. truth.Skip(3 * i).Take(3).Select(value => value == 1)],
            Score = [.. scores.Skip(3 * i).Take(3)],
            PredictedLabel = [.. scores.Skip(3 * i).Take(3).Select(score => score > 0)],
        }).ToList());
        MultiLabelMetrics metrics = _mlContext.DeepLearning.EvaluateMultiLabel(rows);
        Assert.Equal(golden.GetProperty("micro_f1").GetDouble(), metrics.MicroF1, 1e-9);
        Assert.Equal(golden.GetProperty("macro_f1").GetDouble(), metrics.MacroF1, 1e-9);
        Assert.Equal(golden.GetProperty("hamming").GetDouble(), metrics.HammingLoss, 1e-9);
        Assert.Equal(golden.GetProperty("subset").GetDouble(), metrics.SubsetAccuracy, 1e-9);
        double[] average = golden.GetProperty("average_precision").Doubles();
        Assert.All(average.Zip(metrics.Classes), pair => Assert.Equal(pair.First, pair.Second.AveragePrecision, 1e-9));
        Assert.Equal(average.Average(), metrics.MeanAveragePrecision, 1e-9);
    }

    [Fact]
    public void RareLabelsAreFoundWhenTheyAreBalanced()
    {
        // A label that is there in one row of twenty, and hard to see.
        IDataView train = _mlContext.Data.LoadFromEnumerable(Faint(1200, 1).ToList()), test = _mlContext.Data.LoadFromEnumerable(Faint(400, 2).ToList());
        double Recall(bool balances)
        {
            using ConvNetTransformer model = _mlContext.DeepLearning.MultiLabelConvNet(Options("Label") with { BalanceClasses = balances, BatchSize = 100, Epochs = 20 }).Fit(train);
            return _mlContext.DeepLearning.EvaluateMultiLabel(model.Transform(test)).Classes[3].Recall;
        }

        Assert.InRange(Recall(balances: false), 0, 0.3);
        Assert.InRange(Recall(balances: true), 0.6, 1);
    }

    [Fact]
    public void EachClassGetsItsThresholdAndThePipelineItsCalibration()
    {
        using ConvNetTransformer model = _mlContext.DeepLearning.MultiLabelConvNet(Options("Label") with
        {
            Epochs = 3,
            ValidationFraction = 0.3,
            Threshold = DecisionThreshold.BestF1,
            Calibrate = true,
        }).Fit(_mlContext.Data.LoadFromEnumerable(Faint(600, 1).ToList()));
        Assert.Equal(4, model.Options.Thresholds.Count);
        Assert.Equal(4, model.Options.Thresholds.Distinct().Count());
        Assert.NotNull(model.Calibration);
        IDataView scored = model.Transform(View(20, 3));
        bool[][] said = [.. scored.GetColumn<bool[]>("PredictedLabel")];
        float[][] probabilities = [.. scored.GetColumn<float[]>("Probability")];
        for (int row = 0; row < said.Length; row++)
        {
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(probabilities[row][i] > model.Options.Thresholds[i], said[row][i]);
            }
        }
    }

    [Fact]
    public void FineTuningTakesVectorsOfLabels()
    {
        IDataView train = View(200, 1);
        using ConvNetTransformer model = _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = FineTuning.Backbones.Convolutional(),
            Stages = [new() { Epochs = 40, LearningRate = 0.02 }],
            CacheFolder = "",
            ValidationFraction = 0.2,
            BalanceClasses = true,
            Threshold = DecisionThreshold.AtRecall(0.9),
            Seed = 1,
        }).Fit(train);
        Assert.Equal(NetworkTask.MultiLabel, model.Options.Task);
        Assert.InRange(_mlContext.DeepLearning.EvaluateMultiLabel(model.Transform(train)).MicroF1, 0.9, 1);
        Assert.Contains("ClassWeights cannot be used", Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = FineTuning.Backbones.Convolutional(),
            ClassWeights = [1, 2, 3, 4],
            CacheFolder = "",
        }).Fit(train)).Message);
    }

    [Fact]
    public void LabelsThatAreNoneAreRefused()
    {
        List<Tagged> rows = [.. Rows(10, 1)];
        rows[3].Numbers[2] = 0.5f;
        IDataView data = _mlContext.Data.LoadFromEnumerable(rows);
        Assert.Contains("Row 3 (counted from 0) has 0.5 at position 2", Assert.Throws<TrainingException>(
            () => _mlContext.DeepLearning.MultiLabelConvNet(Options("Numbers")).Fit(data)).Message);
        Assert.Contains("4 classes. Build the network with 4 outputs", Assert.Throws<TrainingException>(
            () => _mlContext.DeepLearning.MultiLabelConvNet(Options("Label") with { Network = Shapes.Network(3) }).Fit(data)).Message);
        Assert.Contains("a vector of at least 2 Booleans", Assert.Throws<ColumnException>(
            () => _mlContext.DeepLearning.MultiLabelConvNet(Options("A")).Fit(data)).Message);
    }

    private static MultiLabelConvNetOptions Options(string label) => new()
    {
        Network = Network.Input(1, 8, 8).Conv2D(4, 3).ReLU().MaxPool2D(2).Flatten().Dense(4).Build(1),
        LabelColumnName = label,
        Epochs = 6,
        BatchSize = 16,
        LearningRate = 0.01,
        Seed = 2,
    };

    private IDataView View(int rows, int seed) => _mlContext.Data.LoadFromEnumerable(Rows(rows, seed).ToList());

    private static IEnumerable<Tagged> Rows(int count, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            bool[] bright = [.. Enumerable.Range(0, 4).Select(_ => random.Next(2) == 0)];
            yield return Tagged.Of(bright, (p, inside) => (float)((inside ? 0.6 : 0.1) + (0.3 * random.NextDouble())));
        }
    }

    private static IEnumerable<Tagged> Faint(int count, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            bool[] bright = [random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0, random.Next(20) == 0];
            yield return Tagged.Of(bright, (p, inside) => (float)((inside ? 0.4 : 0.25) + (0.6 * random.NextDouble())));
        }
    }

    private static SchemaShape ShapeOf(DataViewSchema schema) => new(schema.Select(c => MlNetInternals.NewColumn(
        c.Name, c.Type is VectorDataViewType ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar,
        c.Type is VectorDataViewType v ? v.ItemType : c.Type, false)));

    private sealed class Tagged
    {
        [VectorType(1, Shapes.Size, Shapes.Size)]
        public float[] Features { get; set; } = [];

        [VectorType(4)]
        public bool[] Label { get; set; } = [];

        [VectorType(4)]
        public float[] Numbers { get; set; } = [];

        public bool A { get; set; }

        public bool B { get; set; }

        public bool C { get; set; }

        public bool D { get; set; }

        public static Tagged Of(bool[] bright, Func<int, bool, float> pixel) => new()
        {
            Features = [.. Enumerable.Range(0, 64).Select(p => pixel(p, bright[((p / 8) >= 4 ? 2 : 0) + ((p % 8) >= 4 ? 1 : 0)]))],
            Label = bright,
            Numbers = [.. bright.Select(b => b ? 1f : 0)],
            A = bright[0],
            B = bright[1],
            C = bright[2],
            D = bright[3],
        };
    }

    private sealed class Scored
    {
        [VectorType(3)]
        public bool[] Label { get; set; } = [];

        [VectorType(3)]
        public float[] Score { get; set; } = [];

        [VectorType(3)]
        public bool[] PredictedLabel { get; set; } = [];
    }
}
