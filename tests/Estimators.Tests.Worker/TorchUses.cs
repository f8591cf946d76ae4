using Microsoft.ML;
using MlNetDeep.Estimators.Tests.StyleTransfer;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>Everything of the public API that comes to use torch, each once, with what it answers.</summary>
internal static class TorchUses
{
    public static void Run(string folder)
    {
        MLContext mlContext = StylePictures.Context();
        IDataView rows = Shapes.View(mlContext, 8), pictures = StylePictures.View(mlContext, 1);
        var options = new ConvNetOptions { Network = Shapes.Network(), FeatureColumnName = "Bytes", Epochs = 1, Device = "cpu", Progress = ProgressOutput.None };
        using var scorer = new ConvNetTransformer(mlContext, Shapes.Network(), new ConvNetTransformerOptions { Device = "cpu" });

        Try("fit", () => mlContext.DeepLearning.ConvNet(options).Fit(rows).Dispose());
        Try("network", () => new TorchNetwork(Shapes.Network()).Dispose());
        Try("sheet", () => mlContext.DeepLearning.SaveContactSheet(rows, options, Path.Combine(folder, "sheet.png")));
        Try("gradients", () => mlContext.DeepLearning.Interpret(scorer, rows).GradCam(ReportImage.FromPlanar(new byte[64], 1, 8, 8)));
        Try("style", () =>
        {
            using StyleTransferTransformer style = mlContext.DeepLearning.StyleTransfer(StylePictures.Options()).Fit(pictures);
            StylePictures.Read(style.Transform(pictures));
        });
        Try("fine-tune", () => mlContext.DeepLearning.FineTune(new FineTuneOptions
        {
            Network = FineTuning.Backbones.Convolutional(),
            Stages = [FineTuneStage.Head(1)],
            Device = "cpu",
            Progress = ProgressOutput.None,
        }).Fit(rows).Dispose());
    }

    private static void Try(string what, Action use)
    {
        try
        {
            use();
            Console.WriteLine($"{what}: works");
        }
        catch (DeepLearningException e)
        {
            Console.WriteLine($"{what}: {e.Message}");
        }
    }
}
