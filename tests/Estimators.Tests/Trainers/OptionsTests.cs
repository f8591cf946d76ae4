using Microsoft.ML;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Trainers;

public class OptionsTests
{
    private readonly DeepLearningCatalog _catalog = new MLContext().DeepLearning;

    [Fact]
    public void AllProblemsComeTogether()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _catalog.ConvNet(new ConvNetOptions
        {
            Network = Shapes.Network(),
            FeatureColumnName = "",
            LabelColumnName = " ",
            ScoreColumnName = "",
            PredictedLabelColumnName = "",
            ExampleWeightColumnName = "",
            Epochs = 0,
            BatchSize = -3,
            LearningRate = double.NaN,
            ClipGradientNorm = 0,
            ClipGradientValue = -1,
            ValidationFraction = 1,
            Threads = -1,
            CacheBudget = -1,
            ReadAhead = 0,
            CheckpointInterval = -1,
            Precision = (TrainingPrecision)9,
            Caching = (RowCaching)9,
            Progress = (ProgressOutput)9,
            Resume = true,
            Device = "tpu",
            Optimizer = new AdamOptions { Beta1 = 2 },
            Schedule = LearningRateSchedule.Step(0),
            EarlyStopping = new EarlyStoppingOptions { Patience = -1 },
            ParameterGroups = [new ParameterGroup { Matches = _ => true, LearningRateFactor = 0 }],
            LabelSmoothing = 1,
            ClassWeights = [1, 2],
        }));
        string[] named =
        [
            "FeatureColumnName", "LabelColumnName", "ScoreColumnName", "PredictedLabelColumnName", "ExampleWeightColumnName",
            "Epochs", "BatchSize", "LearningRate", "ClipGradientNorm", "ClipGradientValue", "ValidationFraction", "Threads",
            "CacheBudget", "ReadAhead", "CheckpointInterval", "Precision", "Caching", "Progress", "Resume", "tpu", "Beta1",
            "Schedule", "Patience", "LearningRateFactor", "LabelSmoothing", "ClassWeights",
        ];
        Assert.All(named, name => Assert.Contains(error.Problems, p => p.Contains(name)));
        Assert.Equal(named.Length, error.Problems.Count);
    }

    [Fact]
    public void NothingGivenIsNamedToo()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _catalog.ConvNet(new ConvNetOptions
        {
            Network = null!,
            Optimizer = null!,
            Schedule = null!,
            ParameterGroups = null!,
        }));
        Assert.Equal(4, error.Problems.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void TheOutputsMustFitTheTask(int outputs)
    {
        Network network = Network.Input(4).Dense(outputs).Build();
        if (outputs == 1)
        {
            Assert.Contains("at least 2 classes", Assert.Throws<OptionsException>(() => _catalog.ConvNet(network)).Message);
        }
        else
        {
            Assert.Contains("[N, 1]", Assert.Throws<OptionsException>(() => _catalog.BinaryConvNet(network)).Message);
        }
    }

    [Fact]
    public void BinaryOptionsAreChecked()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => _catalog.BinaryConvNet(new BinaryConvNetOptions
        {
            Network = Shapes.OneOutput(true),
            ClassWeights = [1, -1],
            BalanceClasses = true,
            LabelSmoothing = -1,
            ProbabilityColumnName = "",
            Threshold = null!,
        }));
        Assert.Equal(5, error.Problems.Count);
        Assert.Contains(error.Problems, p => p.Contains("ClassWeights and BalanceClasses exclude"));
        Assert.Throws<ArgumentOutOfRangeException>(() => DecisionThreshold.At(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DecisionThreshold.AtRecall(double.NaN));
    }

    [Fact]
    public void ValidationDataAndFractionExcludeEachOther() =>
        Assert.Contains("exclude", Assert.Throws<OptionsException>(() => _catalog.ConvNet(new ConvNetOptions
        {
            Network = Shapes.Network(),
            ValidationData = Shapes.View(new MLContext(), 4),
            ValidationFraction = 0.1,
        })).Message);
}
