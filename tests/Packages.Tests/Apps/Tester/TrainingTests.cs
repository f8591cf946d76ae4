using Microsoft.ML;
using MlNetDeep;
using Xunit;

public sealed class TrainingTests
{
    [Fact]
    public void Trains()
    {
        var context = new MLContext(seed: 1);
        Network network = Network.Input(1, 8, 8).Flatten().Dense(2).Softmax().Build(seed: 1);
        ITransformer model = context.Transforms.Conversion.MapValueToKey("Label")
            .Append(context.DeepLearning.ConvNet(network, epochs: 1)).Fit(Spot.Rows(context, 64));
        Spot.PrintScores(context, model);
    }
}
