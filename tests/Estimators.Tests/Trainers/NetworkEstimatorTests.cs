using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Trainers;

/// <summary>The label says what a network learns.</summary>
public sealed class NetworkEstimatorTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Theory]
    [InlineData("Label", "Score PredictedLabel")]
    [InlineData("Left", "Score Probability PredictedLabel")]
    [InlineData("Value", "Score")]
    public void TheResultIsThatOfTheTrainerForTheLabel(string label, string columns)
    {
        Network network = Network.Input(64).Dense(8).ReLU().Dense(label == "Label" ? 4 : 1).Build(seed: 1);
        ConvNetTransformer Train(Func<DeepLearningCatalog, IEstimator<ConvNetTransformer>> estimator)
        {
            // Each has its own context, so that both draw the same seed.
            var mlContext = new MLContext(seed: 1);
            return estimator(mlContext.DeepLearning).Fit(Shapes.View(mlContext, 40));
        }

        using ConvNetTransformer model = Train(ml => ml.Network(network, label, epochs: 2, batchSize: 16, learningRate: 0.01));
        using ConvNetTransformer expected = Train(ml => label switch
        {
            "Label" => ml.ConvNet(network, label, epochs: 2, batchSize: 16, learningRate: 0.01),
            "Left" => ml.BinaryConvNet(network, label, epochs: 2, batchSize: 16, learningRate: 0.01),
            _ => ml.Regression(network, label, epochs: 2, batchSize: 16, learningRate: 0.01),
        });
        Assert.Equal(expected.Network.ToBytes(), model.Network.ToBytes());

        IDataView data = Shapes.View(_mlContext, 40);
        string[] made = columns.Split(' ');
        Assert.Equal(made.Order(), model.Transform(data).Schema.Select(c => c.Name).Except(data.Schema.Select(c => c.Name)).Order());
        SchemaShape shape = _mlContext.DeepLearning.Network(network, label).GetOutputSchema(data.Schema.ToShape());
        Assert.All(made, name => Assert.Contains(shape, column => column.Name == name));
    }

    [Fact]
    public void RawValidationRowsGoThroughThePipeline()
    {
        IDataView data = Shapes.View(_mlContext, 40), other = Shapes.View(_mlContext, 20, seed: 2);
        ValidatedPipeline<ConvNetTransformer> pipeline = _mlContext.Transforms.NormalizeMeanVariance("Features", fixZero: false)
            .Append(_mlContext.DeepLearning.Network(Network.Input(64).Dense(4).Build(), epochs: 1), validationData: other);
        using TransformerChain<ConvNetTransformer> chain = pipeline.Fit(data);
        Assert.NotNull(chain.LastTransformer.History!.Epochs[0].ValidationMetric);
    }

    [Fact]
    public void WhatCannotWorkIsSaidAtOnceAndTheRestWithTheRows()
    {
        OptionsException several = Assert.Throws<OptionsException>(
            () => _mlContext.DeepLearning.Network(Network.Input(64).Dense(1).Build(), epochs: 0, learningRate: double.NaN));
        Assert.Equal(2, several.Problems.Count);
        Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.Network(null!));

        IDataView data = Shapes.View(_mlContext, 8);
        NetworkEstimator four = _mlContext.DeepLearning.Network(Network.Input(64).Dense(4).Build(), "Left", epochs: 1);
        Assert.Contains("[N, 1]", Assert.Throws<OptionsException>(() => four.Fit(data)).Message);
        Assert.Contains("[N, 1]", Assert.Throws<OptionsException>(() => four.GetOutputSchema(data.Schema.ToShape())).Message);
        NetworkEstimator pixels = _mlContext.DeepLearning.Network(Network.Input(64).Dense(4).Build(), "Bytes", epochs: 1);
        Assert.Contains("a key (classes), a Boolean", Assert.Throws<ColumnException>(() => pixels.Fit(data)).Message);
        Assert.Contains("a key (classes), a Boolean", Assert.Throws<ColumnException>(() => pixels.GetOutputSchema(data.Schema.ToShape())).Message);

        NetworkEstimator small = _mlContext.DeepLearning.Network(Network.Input(60).Dense(4).Build(), epochs: 1);
        Assert.Contains("Network.Input(64)", Assert.Throws<ColumnException>(() => small.Fit(data)).Message);
    }
}
