using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class GenerativeNetworksTests
{
    [Fact]
    public void ADcganOf64PixelsHasThePublishedParameters()
    {
        Assert.Equal(3_576_704, Networks.DcganGenerator().ParameterCount);
        Assert.Equal(2_765_568, Networks.DcganDiscriminator().ParameterCount);
    }

    [Theory]
    [InlineData(28, 1_738_752)]
    [InlineData(20, 59_904)]
    [InlineData(16, 9_024)]
    public void WhereTheGridStaysLargeTheDiscriminatorSeesAllOfItInOneMoreLayer(int size, long parameters) =>
        Assert.Equal(parameters, Networks.DcganDiscriminator(size, 1, size == 28 ? 64 : 16).ParameterCount);

    [Theory]
    [InlineData(8, 1, 0, 4)]
    [InlineData(12, 3, 0, 3)]
    [InlineData(28, 1, 10, 7)]
    [InlineData(32, 3, 2, 4)]
    [InlineData(36, 1, 0, 9)]
    public void BothNetworksFitEachOtherAtEverySize(int size, int channels, int classes, int grid)
    {
        Network generator = Networks.DcganGenerator(size, channels, 5, 4, classes);
        Network discriminator = Networks.DcganDiscriminator(size, channels, 4, classes);
        Assert.Equal("z", generator.Inputs[0].Name);
        Assert.Equal([null, 5 + classes], generator.Inputs[0].Shape);
        Assert.Equal(new GeneratorLayout(5, classes), generator.Generator);
        Assert.Equal([null, channels, size, size], generator.Outputs[0].Shape);
        Assert.Equal(generator.Outputs[0].Shape, discriminator.Inputs[0].Shape);
        Assert.Equal([null, Math.Max(1, classes)], discriminator.Outputs[0].Shape);
        Assert.Equal(grid, generator.Tensors["conv_transpose1.weight"].Shape[2]);
        Assert.Equal(generator.Preprocessing, discriminator.Preprocessing);
    }

    [Fact]
    public void WeightsBeginAsInThePaper()
    {
        Network generator = Networks.DcganGenerator(seed: 3);
        (double mean, double deviation) = Moments(generator.Tensors["conv_transpose2.weight"].Floats);
        Assert.Equal(0, mean, 1e-4);
        Assert.Equal(0.02, deviation, 1e-4);
        (mean, deviation) = Moments(generator.Tensors["batch_norm1.weight"].Floats);
        Assert.Equal(1, mean, 0.004);
        Assert.Equal(0.02, deviation, 0.002);
        Assert.All(generator.Tensors["batch_norm1.bias"].Floats.ToArray(), b => Assert.Equal(0, b));
    }

    [Fact]
    public void WithoutBatchNormalizationThereAreBiases()
    {
        Network discriminator = Networks.DcganDiscriminator(16, 1, 4, batchNorm: false);
        Assert.Empty(discriminator.Buffers);
        Assert.Contains("conv2.bias", discriminator.Tensors.Keys);
    }

    [Fact]
    public void AllBadNumbersAreNamedTogether()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => Networks.DcganGenerator(30, 0, 0, 0, -1));
        Assert.Equal(5, error.Problems.Count);
        Assert.Contains("multiple of 4", error.Message);
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        foreach (float value in values)
        {
            sum += value;
            squares += (double)value * value;
        }

        double mean = sum / values.Length;
        return (mean, Math.Sqrt((squares / values.Length) - (mean * mean)));
    }
}
