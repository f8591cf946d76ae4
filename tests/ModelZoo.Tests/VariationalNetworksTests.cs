using MlNetDeep.ModelZoo.Tests.Support;
using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class VariationalNetworksTests
{
    private const int Latents = 3, Size = 12, Values = Size * Size;

    [Fact]
    public void ParametersAreAsDocumented()
    {
        Assert.Equal(158_856, Networks.VaeEncoder().ParameterCount);
        Assert.Equal(99_169, Networks.VaeDecoder().ParameterCount);
    }

    [Theory]
    [InlineData(8, 1, 1)]
    [InlineData(28, 1, 2)]
    [InlineData(64, 3, 4)]
    [InlineData(36, 3, 2)]
    public void BothNetworksFitEachOtherAtEverySize(int size, int channels, int halvings)
    {
        Network encoder = Networks.VaeEncoder(size, channels, 5, 2), decoder = Networks.VaeDecoder(size, channels, 5, 2);
        Assert.Equal(["mean", "log_variance"], encoder.Outputs.Select(o => o.Name));
        Assert.All(encoder.Outputs, o => Assert.Equal([null, 5], o.Shape));
        Assert.Equal(new GeneratorLayout(5), decoder.Generator);
        Assert.Equal("z", decoder.Inputs[0].Name);
        Assert.Equal(encoder.Inputs[0].Shape, decoder.Outputs[0].Shape);
        Assert.Equal(halvings, encoder.Nodes.Count(n => n.OpType == "Conv"));
        Assert.Equal(halvings, decoder.Nodes.Count(n => n.OpType == "ConvTranspose"));
        Assert.Equal(encoder.Preprocessing, decoder.Preprocessing);
        Assert.Equal("Sigmoid", decoder.Nodes[^1].OpType);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void TheJoinedNetworkGivesWhatThePartsGive(int draws)
    {
        Network encoder = FormulaWeights.Fill(Networks.VaeEncoder(Size, 1, Latents, 4));
        Network decoder = FormulaWeights.Fill(Networks.VaeDecoder(Size, 1, Latents, 4));
        Network joined = Network.FromBytes(Networks.JoinVae(encoder, decoder, draws).ToBytes());
        Assert.Equal([null, (2 * Latents) + ((1 + draws) * Values)], Assert.Single(joined.Outputs).Shape);
        Assert.Equal(encoder.Preprocessing, joined.Preprocessing);

        const int rows = 4;
        float[] images = FormulaWeights.Values("images", rows * Values, 1, 0.5);
        float[][] codes = OnnxRunner.RunAll(encoder, images, rows, 1, Size, Size);
        float[] all = OnnxRunner.RunAll(joined, images, rows, 1, Size, Size)[0];
        Assert.Equal(rows * ((2 * Latents) + ((1 + draws) * Values)), all.Length);
        for (int row = 0; row < rows; row++)
        {
            float[] mean = codes[0][(row * Latents)..((row + 1) * Latents)], logVariance = codes[1][(row * Latents)..((row + 1) * Latents)];
            float[] actual = all[(row * all.Length / rows)..((row + 1) * all.Length / rows)];
            Near(mean, actual[..Latents]);
            Near(logVariance, actual[Latents..(2 * Latents)]);
            for (int draw = 0; draw <= draws; draw++)
            {
                var noise = new float[Latents];
                if (draw > 0)
                {
                    LatentNoise.Fill(draw - 1, noise);
                }

                float[] z = [.. mean.Select((m, i) => m + (MathF.Exp(logVariance[i] / 2) * noise[i]))];
                int start = (2 * Latents) + (draw * Values);
                Near(OnnxRunner.RunAll(decoder, z, 1, Latents)[0], actual[start..(start + Values)]);
            }
        }
    }

    [Fact]
    public void TheJoinedNetworkIsAcceptedByOnnx()
    {
        OnnxOracle.RequireAvailable();
        Network joined = Networks.JoinVae(Networks.VaeEncoder(8, 3, 4, 2), Networks.VaeDecoder(8, 3, 4, 2), 2);
        Dictionary<string, long[]> shapes = OnnxOracle.InferShapes([joined])[0];
        Assert.Equal(8 + (3 * 192), shapes[joined.Outputs[0].Name][1]);
    }

    [Fact]
    public void PartsThatDoNotFitAreRefused()
    {
        Network encoder = Networks.VaeEncoder(8, 1, 4, 2), decoder = Networks.VaeDecoder(8, 1, 4, 2);
        Assert.Contains("two outputs", Assert.Throws<DeepLearningException>(() => Networks.JoinVae(encoder.WithOutputs("mean"), decoder)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Networks.JoinVae(encoder, Networks.VaeDecoder(8, 1, 5, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Networks.JoinVae(encoder, decoder, -1));
        OptionsException error = Assert.Throws<OptionsException>(() => Networks.VaeEncoder(30, 0, 0, 0));
        Assert.Equal(4, error.Problems.Count);
    }

    private static void Near(float[] expected, float[] actual) => Assert.InRange(OnnxRunner.Difference(expected, actual), 0, 1e-5);
}
