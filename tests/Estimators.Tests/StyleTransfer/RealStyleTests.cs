using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;
using Zoo = MlNetDeep.Networks;

namespace MlNetDeep.Estimators.Tests.StyleTransfer;

public sealed class RealStyleTests
{
    [Fact]
    public void AnOwlIsPaintedWithTheStrokesOfAPainting()
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA does not name the folder of real data.");
        string weights = Path.Combine(data, "models", "squeezenet1_1.safetensors"), pictures = Path.Combine(data, "style-transfer");
        Assert.SkipUnless(File.Exists(weights) && Directory.Exists(pictures), "There is no SqueezeNet, or there are no pictures, in the folder of real data.");
        var mlContext = new MLContext(seed: 1);
        double first = 0, last = 0;
        IDataView owl = mlContext.Data.LoadFromEnumerable([new PathRow { Image = Path.Combine(pictures, "content-owl.jpg") }]);
        using var live = new LiveTensors();
        using StyleTransferTransformer transformer = mlContext.DeepLearning.StyleTransfer(new StyleTransferOptions
        {
            Network = Backbone.FromZoo("squeezenet1_1", weights),
            Styles = [Path.Combine(pictures, "style-starry-night.jpg")],
            Size = 128,
            Steps = 60,
            Seed = 1,
            Device = "cpu",
            Threads = 2,
            Progress = ProgressOutput.None,
            OnStep = step => (first, last) = (step.Step == 0 ? step.StyleLoss : first, step.StyleLoss),
        }).Fit(owl);
        using MLImage styled = transformer.Transform(owl).GetColumn<MLImage>("Styled").Single();
        Assert.Equal((171, 128), (styled.Width, styled.Height));
        Assert.True(first / last > 15, $"The style loss fell {first / last:F1} x.");

        // Blue like the night, but bright and dark where the owl is.
        byte[] painted = StylePictures.Rgb(styled), before = Pixels(Path.Combine(pictures, "content-owl.jpg"));
        Assert.True(Mean(painted, 2) > Mean(painted, 0) && Mean(before, 2) < Mean(before, 0));
        Assert.InRange(Correlation(Gray(painted, styled.Width, styled.Height), Gray(before, 171, 128)), 0.7, 0.999);

        static byte[] Pixels(string path)
        {
            Picture picture = new PictureLoader(128, StyleSide.Short, 1_000_000).Load(File.ReadAllBytes(path), path);
            int plane = picture.Width * picture.Height;
            return [.. Enumerable.Range(0, plane * 3).Select(i => picture.Pixels[(i % 3 * plane) + (i / 3)])];
        }

        static double Mean(byte[] pixels, int channel) => Enumerable.Range(0, pixels.Length / 3).Average(i => (double)pixels[(3 * i) + channel]);
    }

    [Fact]
    public void OutOfNoiseAdamTakesLargeSteps()
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA does not name the folder of real data.");
        string weights = Path.Combine(data, "models", "squeezenet1_1.safetensors"), pictures = Path.Combine(data, "style-transfer");
        Assert.SkipUnless(File.Exists(weights) && Directory.Exists(pictures), "There is no SqueezeNet, or there are no pictures, in the folder of real data.");
        var mlContext = new MLContext(seed: 1);
        IDataView owl = mlContext.Data.LoadFromEnumerable([new PathRow { Image = Path.Combine(pictures, "content-owl.jpg") }]);
        double Loss(double? rate)
        {
            double last = 0;
            using StyleTransferTransformer transformer = mlContext.DeepLearning.StyleTransfer(new StyleTransferOptions
            {
                Network = Backbone.FromZoo("squeezenet1_1", weights),
                Styles = [Path.Combine(pictures, "style-starry-night.jpg")],
                Optimizer = StyleOptimizer.Adam,
                Start = StyleStart.Noise,
                LearningRate = rate,
                Size = 64,
                Steps = 60,
                Seed = 1,
                Device = "cpu",
                Progress = ProgressOutput.None,
                OnStep = step => last = step.StyleLoss,
            }).Fit(owl);
            using MLImage styled = transformer.Transform(owl).GetColumn<MLImage>("Styled").Single();
            return last;
        }

        Assert.InRange(Loss(null), 0, Loss(0.03) * 0.7);
    }

    [Theory]
    [InlineData("squeezenet1_1", "features.6", "features.1 features.3 features.4 features.6 features.7 features.9")]
    [InlineData("vgg16", "features.20", "features.1 features.6 features.11 features.18 features.25")]
    [InlineData("vgg19", "features.22", "features.1 features.6 features.11 features.20 features.29")]
    [InlineData("vgg11_bn", "features.20", "features.2 features.6 features.10 features.17 features.24")]
    public void KnownNetworksHaveDefaultLayers(string name, string content, string style)
    {
        // The dense layers of VGG are large and not looked at.
        Network network = Zoo.Create(name, new ArchitectureOptions { Classes = 2, Height = 32, Width = 32 });
        Assert.Equal([network.FindValue(content)], DefaultLayers.Content(network)!);
        Assert.Equal(style.Split(' ').Select(network.FindValue), DefaultLayers.Style(network)!.Select(layer => layer.Name));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("googlenet")]
    [InlineData("mobilenet_v2")]
    [InlineData("alexnet")]
    public void OthersHaveNone(string name)
    {
        Network network = Zoo.Create(name);
        Assert.Null(DefaultLayers.Content(network));
        Assert.Null(DefaultLayers.Style(network));
    }

    // Means over blocks of 8 x 8 pixels, which strokes do not change much.
    private static double[] Gray(byte[] pixels, int width, int height) =>
    [
        .. from y in Enumerable.Range(0, height / 8)
           from x in Enumerable.Range(0, width / 8)
           select Enumerable.Range(0, 64).Average(i => Enumerable.Range(0, 3).Sum(c => (double)pixels[((((y * 8) + (i / 8)) * width) + (x * 8) + (i % 8)) * 3 + c])),
    ];

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        double Sum(Func<int, double> of) => Enumerable.Range(0, a.Length).Sum(of);
        return Sum(i => (a[i] - meanA) * (b[i] - meanB)) / Math.Sqrt(Sum(i => (a[i] - meanA) * (a[i] - meanA)) * Sum(i => (b[i] - meanB) * (b[i] - meanB)));
    }

    private sealed class PathRow
    {
        public string Image { get; set; } = "";
    }
}
