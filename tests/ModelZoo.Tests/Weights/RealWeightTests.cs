using System.Text.Json;
using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests.Weights;

/// <summary>Published weights in our architectures give what they give elsewhere.</summary>
public sealed class RealWeightTests
{
    private static string Model(string name)
    {
        var data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA does not name a folder of data sets and models.");
        var path = Path.Combine(data, "models", name);
        Assert.SkipUnless(File.Exists(path), $"MLNETDEEP_DATA has no models/{name}.");
        return path;
    }

    [Fact]
    public void Squeezenet_gives_the_logits_of_the_same_network_in_ONNX()
    {
        var reference = Network.Load(Model("squeezenet1_1.onnx"));
        var ours = OnnxRunner.Logits(Networks.Create("squeezenet1_1").LoadWeights(Model("squeezenet1_1.safetensors")));
        var input = FormulaWeights.Values("photo", 2 * 3 * 224 * 224, 4);
        var expected = OnnxRunner.RunAll(reference, input, 2, 3, 224, 224).Single();
        var actual = OnnxRunner.RunAll(ours, input, 2, 3, 224, 224).Single();

        // The authors' last convolution has a border of one pixel, where only its bias is left, before the mean: 15x15
        // pixels instead of 13x13.
        var bias = ours.Tensors["classifier.1.bias"].Floats.ToArray();
        var bordered = actual.Select((v, i) => ((169 * v) + (56 * Math.Max(0, bias[i % 1000]))) / 225).ToArray();
        Assert.InRange(OnnxRunner.Difference(expected, bordered), 0, 1e-5);

        // The ONNX file is a file of weights as well, with the same names and the same numbers.
        var network = Networks.Create("squeezenet1_1").LoadWeights(Model("squeezenet1_1.onnx"));
        Assert.InRange(OnnxRunner.Difference(actual, OnnxRunner.RunAll(
            OnnxRunner.Logits(network), input, 2, 3, 224, 224).Single()), 0, 1e-6);
    }

    [Fact]
    public void Squeezenet_backbone_loads_under_another_head()
    {
        var network = Networks.Create("squeezenet1_1", new() { Classes = 2, Height = 64, Width = 64 })
            .LoadWeights(Model("squeezenet1_1.safetensors"), new() { ReplaceHead = true }, out var report);
        Assert.Equal(["classifier.1.bias", "classifier.1.weight"], report.HeadKept.Order());
        Assert.Equal(50, report.Loaded.Count);
        Assert.Equal(2, network.InferShapes()["output"][1]);
    }

    [Fact]
    public void Cifar_resnet_gives_the_logits_of_PyTorch()
    {
        var path = Model("cifar10-resnet20.safetensors");
        var expected = JsonSerializer.Deserialize<Dictionary<string, float[]>>(File.ReadAllText(
            Path.Combine(AppContext.BaseDirectory, "Golden", "real.json")))!["cifar_resnet20"];
        var network = OnnxRunner.Logits(Networks.Create("cifar_resnet20").LoadWeights(path));
        var input = FormulaWeights.Values("input", 2 * 3 * 32 * 32, 4);
        Assert.InRange(OnnxRunner.Difference(expected, OnnxRunner.RunAll(network, input, 2, 3, 32, 32).Single()), 0, 1e-5);
        Assert.Throws<WeightMismatchException>(() => Networks.Create("cifar_resnet32").LoadWeights(path));
        Assert.Throws<WeightMismatchException>(() => Networks.Create("resnet18").LoadWeights(path));
    }

    [Fact]
    public void Names_of_another_program_load_by_rules()
    {
        using var folder = new TemporaryFolder();
        var renamed = folder.File("renamed.safetensors");
        using (var file = WeightFile.Open(Model("cifar10-resnet20.safetensors")))
        {
            WeightFile.Save(renamed, file.Tensors.Select(t => file.Read(t.Name).Rename(
                "net." + t.Name.Replace("linear.", "head.", StringComparison.Ordinal)
                    .Replace("layer", "stage", StringComparison.Ordinal))));
        }

        var options = new LoadWeightsOptions { Prefix = "net.", Renamings = [new("head.*", "linear.*"), new("stage*", "layer*")] };
        Assert.Equal(
            Networks.Create("cifar_resnet20").LoadWeights(Model("cifar10-resnet20.safetensors")).ToBytes(),
            Networks.Create("cifar_resnet20").LoadWeights(renamed, options).ToBytes());
    }

    [Fact]
    public void First_layers_of_vgg16_give_the_published_activations()
    {
        // What these layers see of the photo at 224x224 is nearly black: (1, 1, 1) on 2 columns and 4 rows, then 0.
        var path = Model("vgg16-conv1_1-to-conv2_2.safetensors");
        using var reference = JsonDocument.Parse(File.ReadAllText(Model("vgg16-reference-activations.json")));
        var network = Networks.Vgg16(classes: 2, size: 32).LoadWeights(path, new() { Strict = false }, out var report);
        Assert.Equal(8, report.Loaded.Count);
        Assert.Equal(24, report.Missing.Count);
        Assert.Throws<WeightMismatchException>(() => network.LoadWeights(path));

        float[] means = [103.939f, 116.779f, 123.68f];
        var input = means.SelectMany(m => Enumerable.Range(0, 32 * 32).Select(
            i => (i / 32 < 4 && i % 32 < 2 ? 1 : 0) - m)).ToArray();
        (string Entry, string Value, int Channels, int Area)[] layers =
        [
            ("features.0", "features.1", 64, 32 * 32), ("features.2", "features.3", 64, 32 * 32),
            ("features.5 (after 2x2 max-pool)", "features.6", 128, 16 * 16), ("features.7", "features.8", 128, 16 * 16),
        ];
        var outputs = OnnxRunner.RunAll(network.WithOutputs([.. layers.Select(l => l.Value)]), input, 1, 3, 32, 32);
        int[] channels = [.. reference.RootElement.GetProperty("channels").EnumerateArray().Select(c => c.GetInt32())];
        for (var i = 0; i < layers.Length; i++)
        {
            var expected = reference.RootElement.GetProperty(layers[i].Entry).EnumerateArray().Select(v => v.GetDouble());
            foreach (var (channel, value) in channels.Zip(expected))
            {
                var index = (channel < 0 ? channel + layers[i].Channels : channel) * layers[i].Area;
                Assert.Equal(value, outputs[i][index], 5e-4);
            }
        }
    }
}
