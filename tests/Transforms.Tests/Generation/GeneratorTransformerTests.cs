namespace MlNetDeep.Transforms.Tests;

public class GeneratorTransformerTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void TheInputIsTheNoiseOfTheSeed()
    {
        using var model = new GeneratorTransformer(_ml, Generators.Identity(), new() { OutputKind = GeneratedImageKind.Float });
        float[][] images = Generators.Floats(model.Transform(_ml.Seeds(0, 5, -1, long.MaxValue)));

        foreach ((float[] image, long seed) in images.Zip([0L, 5, -1, long.MaxValue]))
        {
            var expected = new float[Generators.Latents];
            LatentNoise.Fill(seed, expected);
            Assert.Equal(expected, image);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(7, 2)]
    [InlineData(64, 2)]
    [InlineData(200, 3)]
    public void ImagesAreTheSameForEveryBatchSizeAndThread(int batchSize, int threads)
    {
        long[] seeds = [.. Enumerable.Range(0, 150).Select(i => i * 7L)];
        foreach (Network network in new[] { Generators.Make(3), Generators.Digits() })
        {
            using var plain = new GeneratorTransformer(_ml, network, new() { OutputKind = GeneratedImageKind.Float });
            using var other = new GeneratorTransformer(_ml, network, new()
            {
                OutputKind = GeneratedImageKind.Float, BatchSize = batchSize, Threads = threads,
            });

            Assert.Equal(Generators.Floats(plain.Transform(_ml.Seeds(seeds))), Generators.Floats(other.Transform(_ml.Seeds(seeds))));
        }
    }
}
