using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Interpreting;

/// <summary>Real photos through SqueezeNet 1.1, from the file to the maps.</summary>
public sealed class RealPhotoMapTests
{
    private const int Hotdog = 934, Tabby = 281;

    [Fact]
    public void MapsOfARealNetwork()
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA does not name the folder of real data.");
        Assert.SkipUnless(File.Exists(Path.Combine(data, "models", "squeezenet1_1.onnx")), "There is no SqueezeNet in the folder of real data.");
        var mlContext = new MLContext(seed: 1);
        Network network = Network.Load(Path.Combine(data, "models", "squeezenet1_1.onnx"))
            .WithLabels(File.ReadAllLines(Path.Combine(data, "imagenet_classes.txt")))
            .WithPreprocessing(new ImagePreprocessing { Width = 224, Height = 224, Mean = [0.485f, 0.456f, 0.406f], StandardDeviation = [0.229f, 0.224f, 0.225f] });
        Photo[] photos = [.. new[] { ("hotdog.jpg", Hotdog), ("tabby-cat.jpg", Tabby) }.Select(p => new Photo { ImagePath = p.Item1, Label = (uint)p.Item2 })];
        IDataView view = mlContext.Data.LoadFromEnumerable(photos);
        IDataView prepared = mlContext.DeepLearning
            .PrepareImages(network, new PrepareImagesOptions { ImageFolder = Path.Combine(data, "photos"), Preprocessing = network.Preprocessing! with { ShortSide = 256 }, AsBytes = true })
            .Fit(view).Transform(view);
        using ConvNetTransformer model = new(mlContext, network, new ConvNetTransformerOptions { Device = "cpu", Threads = 1 });

        using var live = new LiveTensors();
        Interpretation interpretation = mlContext.DeepLearning.Interpret(model, prepared);
        Assert.Equal(1, interpretation.Accuracy);
        foreach (RowLoss row in interpretation.TopLosses)
        {
            ReportImage picture = row.Image!;
            int truth = row.Row == 0 ? Hotdog : Tabby;
            Assert.Equal(truth, interpretation.Predict(picture, 1)[0].Index);
            Assert.Equal(row.Top[0].Probability, interpretation.Predict(picture, 1)[0].Probability, 1e-4);
            HeatMap map = interpretation.GradCam(picture);

            // The logit is the mean of the class's own map, so Grad-CAM is that map, divided by its area.
            NetworkNode last = network.Nodes.Last(n => n.OpType == "Conv");
            LayerMaps maps = interpretation.FeatureMaps(picture, last.Outputs[0]);
            Assert.Equal(1000, maps.Channels);
            int area = maps.Height * maps.Width;
            float largest = 0;
            foreach (float value in maps.Values.Span.Slice(truth * area, area))
            {
                largest = Math.Max(largest, value);
            }

            Assert.InRange(map.Maximum, largest / area * 0.8, largest / area * 1.001);

            // Covering what Grad-CAM points at hurts more than covering what it does not.
            HeatMap occlusion = interpretation.Occlusion(picture, patch: 56, stride: 56);
            float[] heat = map.Values.ToArray(), drop = occlusion.Values.ToArray();
            float median = heat.Order().ElementAt(heat.Length / 2);
            double above = drop.Where((_, i) => heat[i] > median).Average(), below = drop.Where((_, i) => heat[i] <= median).Average();
            Assert.True(above > below, $"{picture.Width} pixels: the probability falls by {above} and {below}.");
        }
    }

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";

        [KeyType(1000)]
        public uint Label { get; set; }
    }
}
