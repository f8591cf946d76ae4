using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class RealModelTests
{
    [Fact]
    public void Squeezenet_loads_and_has_its_published_size()
    {
        var data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "MLNETDEEP_DATA does not name a folder of data sets and models.");
        var path = Path.Combine(data, "models", "squeezenet1_1.onnx");
        Assert.SkipUnless(File.Exists(path), "MLNETDEEP_DATA has no models/squeezenet1_1.onnx.");
        var network = Network.Load(path);
        Assert.Equal(1_235_496, network.ParameterCount);
        var summary = network.Summary();
        Assert.Equal(1_235_496, summary.TotalParameters);

        // 349,151,936 for the published network; this file pads its last 1x1 convolution, which gives 15x15, not 13x13.
        Assert.Equal(349_151_936 + (1000 * 512 * ((15 * 15) - (13 * 13))), summary.TotalMacs);
        Assert.Equal(1000, network.InferShapes()[network.Outputs[0].Name][1]);
        Assert.Equal(network.ToBytes(), Network.FromBytes(network.ToBytes()).ToBytes());
    }
}
