using System.Text.Json;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.StyleTransfer;

public sealed class StyleLossTests
{
    private static readonly JsonElement _golden = Golden.Load("style.json");

    [Theory]
    [InlineData("relative", StyleScaling.Relative, ColorOrder.Rgb)]
    [InlineData("paper", StyleScaling.Paper, ColorOrder.Rgb)]
    [InlineData("blue", StyleScaling.Relative, ColorOrder.Bgr)]
    public void LossesAndGradientsEqualPyTorch(string name, StyleScaling scaling, ColorOrder order)
    {
        using var live = new LiveTensors();
        JsonElement golden = _golden.GetProperty(name);
        StyleTransferOptions options = StylePictures.Options(StylePictures.Network(order)) with { Scaling = scaling };
        StyleModel model = StyleTransferCheck.Prepare(options);
        Assert.Equal([0.75, 0.25], model.StyleValues.Select(layer => layer.Weight));

        using DisposeScope scope = NewDisposeScope();
        using var network = new StyleNetwork(model, new Device("cpu"));
        Tensor[] grams = [.. Enumerable.Range(0, 2).Select(layer => model.Styles.Select(style =>
            GramMatrix.Of(network.Features(Load(style.File), gradient: false).Style[layer]).mul(S(style.Share))).Aggregate((a, b) => a.add(b, S(1))))];
        for (int i = 0; i < grams.Length; i++)
        {
            Golden.Near(golden.GetProperty("grams")[i].Floats(), grams[i].ToFloats(), 1e-5);
        }

        Tensor pixels = Picture.Of(StylePictures.Image(3)).ToTensor(CPU).reshape(-1);
        using var objective = new StyleObjective(
            network, options, [0.75, 0.25], pixels, Picture.Of(StylePictures.Image(1)).ToTensor(CPU), grams);
        LossPoint point = objective.Evaluate();

        Assert.Equal(golden.GetProperty("style").GetDouble(), objective.Losses.Style, 1e-5);
        Assert.Equal(golden.GetProperty("content").GetDouble(), objective.Losses.Content, 1e-5);
        Assert.Equal(golden.GetProperty("variation").GetDouble(), objective.Losses.TotalVariation, 1e-6);
        float[] expected = golden.GetProperty("gradient").Floats();
        Golden.Near(expected, point.Gradient.ToFloats(), 2e-5 * expected.Max(Math.Abs));
        Assert.Equal((30 * objective.Losses.Style) + (2 * objective.Losses.Content) + (5 * objective.Losses.TotalVariation), point.Loss, 1e-4);
    }

    [Fact]
    public void AGramMatrixOfALayerInAnyMemoryOrderIsThatOfItsChannels()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor values = arange(S(0), S(24), S(1), ScalarType.Float32).reshape(1, 2, 3, 4);
        Tensor last = values.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        float[] expected = [Dot(0, 0), Dot(0, 1), Dot(1, 0), Dot(1, 1)];
        Golden.Near(expected, GramMatrix.Of(values).ToFloats(), 1e-4);
        Golden.Near(expected, GramMatrix.Of(last).ToFloats(), 1e-4);

        static float Dot(int a, int b) => Enumerable.Range(0, 12).Sum(i => (float)((a * 12) + i) * ((b * 12) + i)) / 12;
    }

    [Fact]
    public void TheVariationOfASinglePixelIsNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(0, StyleObjective.Variation(ones([1, 3, 1, 1])).ToNumber());
        Assert.Equal(1, StyleObjective.Variation(arange(S(0), S(3), S(1), ScalarType.Float32).reshape(1, 1, 1, 3)).ToNumber());
        Assert.Equal(4, StyleObjective.Variation(arange(S(0), S(6), S(2), ScalarType.Float32).reshape(1, 1, 3, 1)).ToNumber());
    }

    [Fact]
    public void ColorsAreKeptWhenLuminanceChanges()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor picture = Picture.Of(StylePictures.Image(4)).ToTensor(CPU), wanted = Luminance.Of(Picture.Of(StylePictures.Image(5)).ToTensor(CPU));
        Tensor changed = Luminance.Replace(picture, wanted);
        Golden.Near(wanted.ToFloats(), Luminance.Of(changed).ToFloats(), 1e-6);

        // I and Q of YIQ, as the FCC has them.
        foreach (float[] row in new[] { new[] { 0.596f, -0.274f, -0.322f }, [0.211f, -0.523f, 0.312f] })
        {
            Tensor weights = tensor(row, [1, 3, 1, 1]);
            Golden.Near(picture.mul(weights).sum([1]).ToFloats(), changed.mul(weights).sum([1]).ToFloats(), 1e-4);
        }

        Tensor matched = Luminance.Match(Luminance.Of(picture), wanted);
        Assert.Equal(wanted.mean().ToNumber(), matched.mean().ToNumber(), 1e-5);
        Assert.Equal(wanted.var(unbiased: false).ToNumber(), matched.var(unbiased: false).ToNumber(), 1e-5);
        Assert.All(Luminance.Match(ones([1, 1, 2, 2]), wanted).ToFloats(), v => Assert.Equal(wanted.mean().ToNumber(), v, 1e-5));
    }

    private static Tensor Load(byte[] file) => new PictureLoader(8, StyleSide.Short, 1000).Load(file, "style").ToTensor(CPU);
}
