#region usings
using Microsoft.ML;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class GanTests
{
    [Fact]
    public void ByClass()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);

        #region gan
        IDataView digits = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        IDataView train = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(digits).Transform(digits);
        using GeneratorTransformer model = mlContext.DeepLearning.Gan(labelColumnName: "Label", epochs: 1).Fit(train);

        mlContext.DeepLearning.SaveImageGrid(mlContext.DeepLearning.Sample(model, count: 100, seed: 1), "Image", "digits.png", columns: 10);
        mlContext.Model.Save(model, train.Schema, "gan.zip");
        model.Generator.Save("generator.onnx");
        #endregion
        Assert.Equal((100, 10), (model.Layout.Latents, model.Layout.Classes));
        Assert.True(File.Exists("digits.png") && File.Exists("gan.zip"));
        Assert.Equal(110, Network.Load("generator.onnx").Inputs[0].Shape[1]);
    }

    [Fact]
    public void Options()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);
        IDataView digits = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        IDataView train = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(digits).Transform(digits);

        #region gan-options
        using GeneratorTransformer model = mlContext.DeepLearning.Gan(new GanOptions
        {
            LabelColumnName = "Label",
            Loss = GanLoss.Hinge,
            SpectralNormalization = true,
            DiscriminatorSteps = 2,
            LearningRate = 0.0002,
            DiscriminatorLearningRate = 0.0004,
            WeightAverage = 0.995,
            Epochs = 1,
            Seed = 1,
            GridFolder = "epochs",
            CheckpointFolder = "checkpoint",
            Resume = true,
            OnEpochEnd = epoch => Console.WriteLine($"{epoch.Record.Measures![GanMeasures.FakeScore]:F2}"),
        }).Fit(train);
        #endregion
        Assert.True(File.Exists("epochs/epoch-0001.png") && File.Exists("epochs/training.png"));
        Assert.Single(model.History!.Epochs);
    }

    [Fact]
    public void OwnNetworks()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);
        IDataView train = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");

        #region gan-networks
        Network generator = Network.Input(16).Dense(7 * 7 * 8).ReLU().Reshape(8, 7, 7)
            .ConvTranspose2D(8, 4, 2, 1).ReLU().ConvTranspose2D(1, 4, 2, 1).Tanh().Build(seed: 1);
        Network discriminator = Network.Input(1, 28, 28)
            .Conv2D(8, 4, 2, 1).LeakyReLU(0.2f).Conv2D(16, 4, 2, 1).LeakyReLU(0.2f).Flatten().Dense(1).Build(seed: 2);
        using GeneratorTransformer model = mlContext.DeepLearning.Gan(new GanOptions
        {
            Generator = generator,
            Discriminator = discriminator,
            Epochs = 1,
        }).Fit(train);
        #endregion
        Assert.Equal((16, 0), (model.Layout.Latents, model.Layout.Classes));
    }
}
