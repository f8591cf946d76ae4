using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Trainers;

public class FitTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Theory]
    [InlineData("Features")]
    [InlineData("Bytes")]
    public void MulticlassLearns(string column)
    {
        using var live = new LiveTensors();
        IDataView data = Shapes.View(_mlContext, 200), test = Shapes.View(_mlContext, 80, seed: 2);
        using ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Shapes.Network(),
            FeatureColumnName = column,
            Epochs = 6,
            BatchSize = 16,
            LearningRate = 0.01,
            ValidationData = test,
            Progress = ProgressOutput.None,
        }).Fit(data);

        MulticlassClassificationMetrics metrics = _mlContext.MulticlassClassification.Evaluate(model.Transform(test));
        Assert.True(metrics.MicroAccuracy > 0.95, $"Accuracy {metrics.MicroAccuracy}");
        TrainingHistory history = model.History!;
        Assert.Equal(6, history.Epochs.Count);
        Assert.Equal("accuracy", history.MetricName);
        Assert.Equal(StopReason.Completed, history.StopReason);
        Assert.Equal("cpu", history.Device);
        Assert.True(history.Epochs[^1].Loss < history.Epochs[0].Loss / 2);
        Assert.Equal(metrics.MicroAccuracy, history.Epochs[^1].ValidationMetric!.Value, 1e-6);
        Assert.Equal(metrics.LogLoss, history.Epochs[^1].ValidationLoss!.Value, 1e-3);
        Assert.Equal("Softmax", model.Network.Nodes[^1].OpType);
        Assert.Equal(column == "Bytes", model.Network.Preprocessing is not null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BinaryLearns(bool sigmoid)
    {
        IDataView data = Shapes.View(_mlContext, 200);
        using ConvNetTransformer model = _mlContext.DeepLearning.BinaryConvNet(new BinaryConvNetOptions
        {
            Network = Shapes.OneOutput(sigmoid),
            LabelColumnName = "Left",
            Epochs = 6,
            BatchSize = 16,
            LearningRate = 0.01,
            ExampleWeightColumnName = "Weight",
            Progress = ProgressOutput.None,
        }).Fit(data);
        CalibratedBinaryClassificationMetrics metrics = _mlContext.BinaryClassification.Evaluate(model.Transform(data), "Left");
        Assert.True(metrics.Accuracy > 0.95, $"Accuracy {metrics.Accuracy}");
    }

    [Fact]
    public void RegressionLearns()
    {
        IDataView data = Shapes.View(_mlContext, 200);
        using ConvNetTransformer model = _mlContext.DeepLearning.Regression(new RegressionConvNetOptions
        {
            Network = Shapes.OneOutput(sigmoid: false),
            LabelColumnName = "Value",
            Epochs = 8,
            BatchSize = 16,
            LearningRate = 0.01,
            Progress = ProgressOutput.None,
        }).Fit(data);
        RegressionMetrics metrics = _mlContext.Regression.Evaluate(model.Transform(data), "Value");
        Assert.True(metrics.RSquared > 0.9, $"R2 {metrics.RSquared}");
        Assert.Equal("mean absolute error", model.History!.MetricName);
    }

    [Fact]
    public void ShortOverloadsFitInPipelines()
    {
        IDataView data = Shapes.View(_mlContext, 60);
        IEstimator<ITransformer> pipeline = _mlContext.Transforms.CopyColumns("Image", "Features")
            .Append(_mlContext.DeepLearning.ConvNet(Shapes.Network(), featureColumnName: "Image", epochs: 1, batchSize: 60));
        ITransformer model = pipeline.Fit(data);
        DataViewSchema schema = model.Transform(data).Schema;
        Assert.NotNull(schema.GetColumnOrNull("PredictedLabel"));
        SchemaShape shape = pipeline.GetOutputSchema(data.Schema.ToShape());
        foreach (SchemaShape.Column column in shape.Where(c => c.Name is "Score" or "PredictedLabel"))
        {
            DataViewSchema.Column real = schema[column.Name];
            Assert.Equal(real.Type is VectorDataViewType, column.Kind == SchemaShape.Column.VectorKind.Vector);
            Assert.Equal(real.Type is KeyDataViewType, column.IsKey);
            foreach (DataViewSchema.Column annotation in real.Annotations.Schema)
            {
                Assert.Contains(column.Annotations, a => a.Name == annotation.Name);
            }
        }
    }

    [Theory]
    [InlineData(RowCaching.Memory)]
    [InlineData(RowCaching.None)]
    public void SameSeedSameWeights(RowCaching caching)
    {
        byte[] Train(int seed)
        {
            using ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(new ConvNetOptions
            {
                Network = Shapes.NetworkWithEverything(),
                Epochs = 2,
                BatchSize = 16,
                Seed = seed,
                Caching = caching,
                Progress = ProgressOutput.None,
            }).Fit(Shapes.View(_mlContext, 50));
            return model.Network.ToBytes();
        }

        byte[] first = Train(3);
        Assert.Equal(first, Train(3));
        Assert.NotEqual(first, Train(4));
    }

    [Fact]
    public void TheContextsSeedMakesRunsRepeatAndIsTold()
    {
        TrainingHistory Train(int? seed)
        {
            var mlContext = new MLContext(seed);
            using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(new ConvNetOptions
            {
                Network = Shapes.Network(),
                Epochs = 1,
                Progress = ProgressOutput.None,
            }).Fit(Shapes.View(mlContext, 30));
            return model.History!;
        }

        TrainingHistory first = Train(7), second = Train(7), other = Train(8);
        Assert.Equal(first.Seed, second.Seed);
        Assert.Equal(first.Epochs[0].Loss, second.Epochs[0].Loss);
        Assert.NotEqual(first.Seed, other.Seed);
    }

    [Fact]
    public void ContinuesFromAnEarlierModel()
    {
        IDataView data = Shapes.View(_mlContext, 120);
        ConvNetEstimator trainer = _mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = Shapes.Network(),
            Epochs = 2,
            BatchSize = 16,
            Seed = 1,
            LearningRate = 0.005,
            Progress = ProgressOutput.None,
        });
        using ConvNetTransformer first = trainer.Fit(data);
        using ConvNetTransformer second = trainer.Fit(data, first);
        Assert.True(second.History!.Epochs[0].Loss < first.History!.Epochs[^1].Loss);
    }

    [Fact]
    public void FrozenGroupsAndClassOptionsWork()
    {
        Network network = Shapes.Network();
        using ConvNetTransformer model = _mlContext.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = network,
            Epochs = 1,
            LabelSmoothing = 0.1,
            ClassWeights = [1, 2, 1, 0.5f],
            ExampleWeightColumnName = "Weight",
            ClipGradientNorm = 1,
            ClipGradientValue = 0.5,
            ParameterGroups = [new ParameterGroup { Matches = p => p.Tensor.Shape.Count == 4, Frozen = true }, new ParameterGroup { Matches = p => p.Role == ParameterRole.Bias, LearningRateFactor = 2, WeightDecay = 0 }],
            Progress = ProgressOutput.None,
        }).Fit(Shapes.View(_mlContext, 40));
        foreach (NetworkParameter parameter in network.Parameters)
        {
            bool same = parameter.Tensor.Floats.SequenceEqual(model.Network.Tensors[parameter.Name].Floats);
            Assert.Equal(parameter.Tensor.Shape.Count == 4, same);
        }
    }
}
