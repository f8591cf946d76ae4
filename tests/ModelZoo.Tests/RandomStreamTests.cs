using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class RandomStreamTests
{
    [Fact]
    public void Numbers_are_those_of_Philox_and_depend_on_all_of_seed_purpose_and_index()
    {
        // The first block of key 0 and counter (0, 0, 0, 3), from Philox itself.
        (uint a, uint b, uint c, uint d) = Philox.Words(0, (0, 0, 0, 3));
        RandomStream random = RandomStream.For(0, 0, 0);
        Assert.Equal(a | ((ulong)b << 32), random.Next());
        Assert.Equal(c | ((ulong)d << 32), random.Next());
        ulong[] first = [.. from seed in (int[])[-1, 0, 1] from purpose in (ulong[])[1, 2] from index in (long[])[0, 1, 1L << 40] select RandomStream.Hash(seed, purpose, index)];
        Assert.Distinct(first);
    }

    [Fact]
    public void A_shuffle_is_a_permutation_and_each_value_gets_everywhere()
    {
        var places = new int[5];
        for (int i = 0; i < 5000; i++)
        {
            RandomStream random = RandomStream.For(1, 2, i);
            int[] values = [0, 1, 2, 3, 4];
            random.Shuffle<int>(values);
            Assert.Equal([0, 1, 2, 3, 4], values.Order());
            places[Array.IndexOf(values, 4)]++;
        }

        Assert.All(places, count => Assert.InRange(count, 900, 1100));
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(5)]
    public void Numbers_of_a_beta_distribution_have_its_mean_and_variance(double alpha)
    {
        RandomStream random = RandomStream.For(3, 1, 2);
        double[] shares = [.. Enumerable.Range(0, 20000).Select(_ => random.Beta(alpha))];
        Assert.All(shares, s => Assert.InRange(s, 0, 1));
        Assert.InRange(shares.Average(), 0.488, 0.512);
        double variance = 1 / (4 * ((2 * alpha) + 1));
        Assert.InRange(shares.Select(s => (s - 0.5) * (s - 0.5)).Average(), variance * 0.96, variance * 1.04);
    }
}
