#region usings
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep;
#endregion
using Xunit;

namespace Snippets;

public sealed class StyleTransferTests
{
    [Fact]
    public void Paint()
    {
        using var photographs = new Photographs();
        File.Copy(Path.Combine("photos", "light", "light-0.png"), "painting.png");
        var mlContext = new MLContext(seed: 1);
        IDataView photos = mlContext.DeepLearning.LoadImageFolder("photos");
        photos = mlContext.Data.TakeRows(photos, 1);
        Network vgg19 = Small();
        Network network = vgg19;

        #region paint
        using StyleTransferTransformer painter = mlContext.DeepLearning
            .StyleTransfer(network, style: "painting.png", inputColumnName: "ImagePath", size: 64, steps: 20)
            .Fit(photos);
        IDataView painted = painter.Transform(photos);      // nothing is painted yet
        foreach (MLImage picture in painted.GetColumn<MLImage>("Styled"))
            picture.Save("painted.png");
        #endregion
        Assert.True(File.Exists("painted.png"));

        #region save
        mlContext.DeepLearning.SaveModel(painter, photos.Schema, "painter.zip");

        var app = new MLContext();
        app.DeepLearning.RegisterLoaders();            // once, before loading
        ITransformer loaded = app.Model.Load("painter.zip", out DataViewSchema schema);
        #endregion
        Assert.Equal(painted.GetColumn<MLImage>("Styled").Count(), loaded.Transform(photos).GetColumn<MLImage>("Styled").Count());

        using var cancellation = new CancellationTokenSource();
        #region options
        var options = new StyleTransferOptions
        {
            Network = vgg19,
            Styles = ["painting.png", StylePicture.FromFile("photos/dark/dark-0.png", share: 0.5)],
            InputColumnName = "ImagePath",
            StyleLayers = [new StyleLayer("conv1_1", Weight: 2), "conv2_1", "conv3_1"],
            ContentLayers = ["conv4_2"],
            Start = StyleStart.Noise,
            Seed = 7,
            Size = 48,
            Steps = 30,
            StyleWeight = 1000,
            KeepColor = true,
            CancellationToken = cancellation.Token,
            OnStep = step =>
            {
                if (step.Step % 10 == 0)
                    Console.WriteLine($"{step.Step}/{step.Steps}: style {step.StyleLoss:g3}, content {step.ContentLoss:g3}");
            },
        };
        #endregion
        using StyleTransferTransformer other = mlContext.DeepLearning.StyleTransfer(options).Fit(photos);
        using MLImage image = other.Transform(photos).GetColumn<MLImage>("Styled").Single();
        Assert.Equal(48, image.Height);
    }

    // VGG-19's first layers, with few channels.
    private static Network Small()
    {
        NetworkBuilder builder = Network.Input(3, 64, 64);
        for (int stage = 1; stage <= 5; stage++)
        {
            for (int i = 1; i <= 2; i++)
                builder = builder.Conv2D(6, 3, padding: 1, name: $"conv{stage}_{i}").ReLU();
            builder = builder.MaxPool2D(2);
        }

        return builder.Flatten().Dense(2).Build(seed: 1);
    }
}
