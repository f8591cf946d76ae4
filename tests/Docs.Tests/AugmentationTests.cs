#region usings
using Microsoft.ML;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class AugmentationTests
{
    [Fact]
    public void Recipe()
    {
        using var workplace = new Workplace();
        var mlContext = new MLContext(seed: 1);
        IDataView digits = mlContext.DeepLearning.LoadIdx("train-images-idx3-ubyte", "train-labels-idx1-ubyte");
        IDataView train = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(digits).Transform(digits);
        #region recipe
        var options = new ConvNetOptions
        {
            Network = Networks.MnistConvNet(),
            Epochs = 2,
            ValidationFraction = 0.1,
            Augmentation =
            [
                Augmentation.Rotate(12),
                Augmentation.Shift(0.08),
                Augmentation.Zoom(0.9, 1.1),
                Augmentation.Brightness(0.2),
                Augmentation.Erase(probability: 0.25),
            ],
        };
        using ConvNetTransformer model = mlContext.DeepLearning.ConvNet(options).Fit(train);
        #endregion
        Assert.Equal(2, model.History!.Epochs.Count);

        #region sheet
        mlContext.DeepLearning.SaveContactSheet(train, options, "sheet.png", images: 6, variants: 9);
        #endregion
        Assert.True(new FileInfo("sheet.png").Length > 1000);
    }
}
