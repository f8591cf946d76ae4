using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class InitializerTests
{
    public static TheoryData<string, double, double> Statistics => new()
    {
        // For a convolution of 64 filters of 3x3 over 32 channels: fan-in 288, fan-out 576.
        { "GlorotUniform", Math.Sqrt(2.0 / (288 + 576)), Math.Sqrt(6.0 / (288 + 576)) },
        { "GlorotNormal", Math.Sqrt(2.0 / (288 + 576)), double.NaN },
        { "HeUniform", Math.Sqrt(2.0 / 288), Math.Sqrt(6.0 / 288) },
        { "HeNormal", Math.Sqrt(2.0 / 288), double.NaN },
        { "FanInUniform", Math.Sqrt(1.0 / 3 / 288), Math.Sqrt(1.0 / 288) },
        { "Normal(0.02)", 0.02, double.NaN },
        { "Uniform(0.1)", 0.1 / Math.Sqrt(3), 0.1 },
    };

    private static Initializer ByName(string name) => new[]
    {
        Initializer.GlorotUniform, Initializer.GlorotNormal, Initializer.HeUniform, Initializer.HeNormal,
        Initializer.FanInUniform, Initializer.Normal(0.02), Initializer.Uniform(0.1),
    }.Single(i => i.Name == name);

    private static float[] ConvWeights(Initializer initializer, int seed = 1) => Network.Input(32, 8, 8)
        .Conv2D(64, 3, init: initializer).Build(seed).Tensors["conv1.weight"].Floats.ToArray();

    [Theory]
    [MemberData(nameof(Statistics))]
    public void Weights_have_the_stated_distribution(string name, double deviation, double limit)
    {
        var values = ConvWeights(ByName(name));
        var mean = values.Average(v => (double)v);
        var actual = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        var error = deviation / Math.Sqrt(values.Length);
        Assert.InRange(mean, -5 * error, 5 * error);
        Assert.InRange(actual, deviation * 0.98, deviation * 1.02);
        if (!double.IsNaN(limit))
        {
            Assert.InRange(values.Max(), limit * 0.99, limit);
            Assert.InRange(values.Min(), -limit, -limit * 0.99);
        }
        else
        {
            // A normal distribution has 0.27 % beyond three deviations and is not skewed.
            Assert.InRange(values.Count(v => Math.Abs(v) > 3 * deviation) / (double)values.Length, 0.0015, 0.004);
            Assert.InRange(values.Average(v => Math.Pow(v / deviation, 4)), 2.85, 3.15);
        }
    }

    [Fact]
    public void Given_values_are_the_weights_and_are_repeated()
    {
        Initializer sobel = Initializer.Values(-1, 0, 1, -2, 0, 2, -1, 0, 1);
        Network edges = Network.Input(3, 8, 8).Conv2D(2, 3, init: sobel, biasInit: Initializer.Values(4, 5)).Build();
        Assert.Equal(Enumerable.Repeat<float[]>([-1, 0, 1, -2, 0, 2, -1, 0, 1], 6).SelectMany(k => k), edges.Tensors["conv1.weight"].Floats.ToArray());
        Assert.Equal([4f, 5], edges.Tensors["conv1.bias"].Floats.ToArray());

        ShapeException error = Assert.Throws<ShapeException>(() => Network.Input(1, 8, 8).Conv2D(1, 5, init: sobel));
        Assert.Contains("conv1.weight", error.Message);
        Assert.Contains("9 values", error.Message);
        Assert.Contains("25", error.Message);
        Assert.Throws<ArgumentException>(() => Initializer.Values());
        Assert.Throws<ArgumentException>(() => Initializer.Values(1, float.NaN));
    }

    [Fact]
    public void Groups_and_transposition_change_the_fans()
    {
        var limit = (string name, Network n) => n.Tensors[name].Floats.ToArray().Max(Math.Abs);
        var grouped = Network.Input(32, 8, 8).Conv2D(64, 3, groups: 32).Build();
        Assert.InRange(limit("conv1.weight", grouped), 0.97 * Math.Sqrt(6.0 / (9 + 18)), Math.Sqrt(6.0 / (9 + 18)));
        var transposed = Network.Input(32, 8, 8).ConvTranspose2D(16, 4, init: Initializer.HeUniform).Build();
        Assert.InRange(
            limit("conv_transpose1.weight", transposed), 0.99 * Math.Sqrt(6.0 / (32 * 16)), Math.Sqrt(6.0 / (32 * 16)));
    }

    [Fact]
    public void Constants_are_constant()
    {
        Assert.All(ConvWeights(Initializer.Zeros), v => Assert.Equal(0, v));
        Assert.All(ConvWeights(Initializer.Ones), v => Assert.Equal(1, v));
        Assert.All(ConvWeights(Initializer.Constant(-0.5)), v => Assert.Equal(-0.5f, v));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.Constant(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.Normal(-1));
    }

    [Theory]
    [InlineData("GlorotUniform", "3e6e9c17f6aa72cb")]
    [InlineData("HeNormal", "7af1e820a51c2e3d")]
    public void Weights_are_the_same_bits_on_every_machine(string name, string expected)
    {
        var bytes = MemoryMarshal.AsBytes<float>(ConvWeights(ByName(name), seed: 42));
        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    [Fact]
    public void Weights_depend_on_seed_and_name_but_not_on_other_layers()
    {
        Assert.NotEqual(ConvWeights(Initializer.GlorotUniform, 1), ConvWeights(Initializer.GlorotUniform, 2));
        var alone = Network.Input(8).Dense(4, name: "head").Build(5);
        var after = Network.Input(8).Dense(8).Dense(4, name: "head").Build(5);
        Assert.Equal(alone.Tensors["head.weight"].Floats.ToArray(), after.Tensors["head.weight"].Floats.ToArray());
        Assert.NotEqual(after.Tensors["dense1.weight"].Floats[0], after.Tensors["head.weight"].Floats[0]);
    }

    [Fact]
    public void Logarithm_is_good_to_the_last_digits()
    {
        RandomStream random = RandomStream.For(7, "log");
        for (var i = 0; i < 100_000; i++)
        {
            var x = random.Fraction() + 1e-300;
            Assert.InRange(ExactLog.Of(x) - Math.Log(x), -2e-15 * Math.Max(1, -Math.Log(x)), 2e-15 * Math.Max(1, -Math.Log(x)));
        }
    }
}
