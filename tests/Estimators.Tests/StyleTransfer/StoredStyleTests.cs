using Microsoft.ML;

namespace MlNetDeep.Estimators.Tests.StyleTransfer;

/// <summary>A style transfer that was saved once loads, and paints what it painted then.</summary>
public sealed class StoredStyleTests
{
    [Fact]
    public void ItPaintsTheSame()
    {
        MLContext mlContext = StylePictures.Context();
        IDataView data = StylePictures.View(mlContext, 1);
        StoredModel.Check(
            "Estimators.Tests", "style",
            path =>
            {
                using StyleTransferTransformer made = mlContext.DeepLearning.StyleTransfer(StylePictures.Options() with { Steps = 3 }).Fit(data);
                mlContext.DeepLearning.SaveModel(made, null, path);
            },
            path =>
            {
                using var loaded = (StyleTransferTransformer)StylePictures.Context().DeepLearning.LoadModel(path, out _);
                Assert.Equal((3, 0.75), (loaded.Options.Steps, loaded.Options.Styles[0].Share));

                // Sums of sixteen pixels: one that rounds the other way is not another picture.
                return StylePictures.Read(loaded.Transform(data)).Single().Chunk(64).Select(pixels => (float)Math.Round(pixels.Average(pixel => pixel) / 4));
            });
    }
}
