using System.Text.Json;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class LatentNoiseTests
{
    private static readonly JsonElement _golden = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "latent_noise.json"))).RootElement;

    [Theory]
    [InlineData(0u, 0ul, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(uint.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    public void Philox_gives_the_known_answers(uint counter, ulong key, uint a, uint b, uint c, uint d) =>
        Assert.Equal((a, b, c, d), Philox.Words(key, (counter, counter, counter, counter)));

    [Fact]
    public void Philox_gives_the_known_answer_for_the_digits_of_pi() => Assert.Equal(
        (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
        Philox.Words(0x299f31d0a4093822, (0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344)));

    [Fact]
    public void The_numbers_are_those_of_a_second_program()
    {
        foreach (var entry in _golden.GetProperty("numbers").EnumerateArray())
        {
            var seed = long.Parse(entry.GetProperty("seed").GetString()!);
            var bits = entry.GetProperty("bits").EnumerateArray().Select(b => b.GetInt32()).ToArray();
            var values = new float[bits.Length];
            if (entry.GetProperty("truncation") is { ValueKind: JsonValueKind.Number } truncation)
            {
                LatentNoise.Fill(seed, values, truncation.GetDouble());
            }
            else
            {
                LatentNoise.Fill(seed, values);
            }

            Assert.Equal(bits, values.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void The_classes_are_those_of_a_second_program()
    {
        foreach (var entry in _golden.GetProperty("classes").EnumerateArray())
        {
            var classes = entry.GetProperty("classes").GetInt32();
            var expected = entry.GetProperty("of_seeds").EnumerateArray().Select(c => c.GetInt32());
            Assert.Equal(expected, Enumerable.Range(-20, 60).Select(seed => LatentNoise.Class(seed, classes)));
        }
    }

    [Fact]
    public void The_seeds_of_a_series_are_those_of_a_second_program()
    {
        foreach (var entry in _golden.GetProperty("seeds").EnumerateArray())
        {
            var (seed, index) = (Number("seed"), Number("index"));
            Assert.Equal(Number("answer"), LatentNoise.Seed(seed, index));

            long Number(string name) => long.Parse(entry.GetProperty(name).GetString()!);
        }
    }

    [Fact]
    public void An_input_gets_another_name()
    {
        var network = Network.Input(4).Dense(3).ReLU().Build(seed: 2);
        var renamed = Network.FromBytes(network.WithInputName("z").ToBytes());
        Assert.Equal("z", Assert.Single(renamed.Inputs).Name);
        Assert.Contains("z", renamed.Nodes[0].Inputs);
        Assert.Equal(network.InferShapes(2)["output"], renamed.InferShapes(2)["output"]);
        Assert.Equal(network.ToBytes(), renamed.WithInputName("input").ToBytes());
        Assert.Same(renamed, renamed.WithInputName("z"));
        Assert.Throws<ArgumentException>(() => network.WithInputName("output"));
        Assert.Throws<ArgumentException>(() => network.WithInputName("dense1.weight"));
    }

    [Fact]
    public void A_number_depends_on_the_seed_and_its_index_alone()
    {
        var whole = new float[101];
        LatentNoise.Fill(7, whole, 0.5);
        for (var length = 0; length < whole.Length; length++)
        {
            var part = new float[length];
            LatentNoise.Fill(7, part, 0.5);
            Assert.Equal(whole[..length], part);
        }
    }

    [Fact]
    public void The_numbers_are_standard_normal()
    {
        var values = new float[200_000];
        LatentNoise.Fill(3, values);
        Assert.InRange(values.Average(v => (double)v), -0.01, 0.01);
        Assert.InRange(values.Average(v => (double)v * v), 0.985, 1.015);
        Assert.InRange(values.Average(v => Math.Pow(v, 4)), 2.9, 3.1);
        Assert.InRange(values.Zip(values.Skip(1), (a, b) => (double)a * b).Average(), -0.01, 0.01);
        Assert.InRange(values.Count(v => Math.Abs(v) > 3) / 200_000.0, 0.0022, 0.0032);
    }

    [Fact]
    public void Neighbouring_seeds_have_nothing_in_common()
    {
        var firsts = new float[20_000];
        for (var seed = 0; seed < firsts.Length; seed++)
        {
            LatentNoise.Fill(seed, firsts.AsSpan(seed, 1));
        }

        Assert.InRange(firsts.Average(v => (double)v * v), 0.95, 1.05);
        Assert.InRange(firsts.Zip(firsts.Skip(1), (a, b) => (double)a * b).Average(), -0.03, 0.03);
    }

    [Fact]
    public void Truncation_keeps_what_is_within_and_redraws_the_rest()
    {
        var (free, cut) = (new float[10_000], new float[10_000]);
        LatentNoise.Fill(11, free);
        LatentNoise.Fill(11, cut, 0.7);
        Assert.All(cut, v => Assert.InRange(v, -0.7f, 0.7f));
        Assert.All(free.Zip(cut), pair => Assert.Equal(Math.Abs(pair.First) <= 0.7, pair.First == pair.Second));

        // The variance of a normal distribution cut at ±t is 1 - 2 t phi(t) / (2 Phi(t) - 1).
        Assert.InRange(cut.Average(v => (double)v * v), 0.146, 0.158);
    }

    [Fact]
    public void Classes_are_equally_likely()
    {
        var counts = new int[7];
        for (var seed = 0; seed < 70_000; seed++)
        {
            counts[LatentNoise.Class(seed, 7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void Numbers_that_cannot_be_are_refused()
    {
        foreach (var truncation in new[] { 0, -1, 0.001, double.NaN, double.NegativeInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>("truncation", () => LatentNoise.Fill(0, new float[2], truncation));
        }

        Assert.Throws<ArgumentOutOfRangeException>("classes", () => LatentNoise.Class(0, 0));
    }

    [Fact]
    public void A_generator_says_how_its_input_is_made_up()
    {
        var network = Network.Input(12).Dense(4).Build();
        Assert.Null(network.Generator);
        var generator = network.WithGenerator(new(8, 4));
        Assert.Equal(new GeneratorLayout(8, 4), Network.FromBytes(generator.ToBytes()).Generator);
        Assert.Equal(12, generator.Generator!.Length);
        Assert.Equal("""{"latents":8,"classes":4}""", generator.Metadata["generator"]);
        Assert.Null(generator.WithGenerator(null).Generator);
        Assert.Throws<OptionsException>(() => network.WithGenerator(new(0)));
        Assert.Throws<OptionsException>(() => network.WithGenerator(new(5, 1)));
        Assert.Throws<NetworkFormatException>(() => network.WithMetadata("generator", "12"));
        Assert.Throws<NetworkFormatException>(() => network.WithMetadata("generator", """{"latents":-1}"""));
    }
}
