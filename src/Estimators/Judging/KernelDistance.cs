using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>
/// The unbiased estimate of the squared maximum mean discrepancy with the cubic polynomial kernel
/// <c>(x · y / d + 1)^3</c>: Binkowski et al., "Demystifying MMD GANs" (2018), after Gretton et al., "A kernel two-sample test"
/// (2012), lemma 6.
/// </summary>
internal static class KernelDistance
{
    /// <summary>The estimate of all pairs.</summary>
    /// <param name="real">At least two rows.</param>
    /// <param name="generated">At least two rows.</param>
    /// <param name="cancellation">Looked at before each tile.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static double Of(Tensor real, Tensor generated, CancellationToken cancellation)
    {
        double n = real.size(0), m = generated.size(0);
        return Sum(real, real, cancellation) / (n * (n - 1)) + Sum(generated, generated, cancellation) / (m * (m - 1))
            - 2 * Sum(real, generated, cancellation) / (n * m);
    }

    /// <summary>The standard deviation of the estimate between random subsets of a size, drawn without putting back.</summary>
    /// <param name="real">Rows.</param>
    /// <param name="generated">Rows.</param>
    /// <param name="subsets">How many subsets, at least two.</param>
    /// <param name="subsetSize">Rows of each side in a subset, at least two.</param>
    /// <param name="seed">Where the random numbers start.</param>
    /// <param name="cancellation">Looked at before each tile.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static double StandardDeviation(
        Tensor real, Tensor generated, int subsets, int subsetSize, int seed, CancellationToken cancellation)
    {
        var random = new Random(seed);
        long[] realOrder = [.. Sequence(real)], generatedOrder = [.. Sequence(generated)];
        var estimates = new double[subsets];
        for (int i = 0; i < subsets; i++)
        {
            using TorchSharp.DisposeScope scope = NewDisposeScope();
            estimates[i] = Of(Draw(real, realOrder, subsetSize, random), Draw(generated, generatedOrder, subsetSize, random), cancellation);
        }

        double mean = estimates.Average();
        return Math.Sqrt(estimates.Sum(e => (e - mean) * (e - mean)) / (subsets - 1));

        static IEnumerable<long> Sequence(Tensor rows) => Enumerable.Range(0, (int)rows.size(0)).Select(row => (long)row);
    }

    // Of one set with itself without the pairs of a row with itself.
    private static double Sum(Tensor left, Tensor right, CancellationToken cancellation)
    {
        long size = left.size(1);
        double sum = 0;
        PairTiles.Sweep(left, right, cancellation, tile =>
        {
            if (tile.IsDiagonal)
            {
                // The kernel is 0 there.
                tile.Dots.diagonal().fill_(S(-size));
            }

            Tensor value = tile.Dots.div_(S(size)).add_(S(1.0), S(1.0));
            sum += value.mul(value).mul_(value).sum().item<double>();
        });
        return sum;
    }

    // The first steps of a shuffle (Fisher and Yates). The order stays shuffled for the next draw, which is as random.
    // Sorted, the same rows are summed in the same order whatever the draw.
    private static Tensor Draw(Tensor rows, long[] order, int count, Random random)
    {
        for (int i = 0; i < count; i++)
        {
            int other = random.Next(i, order.Length);
            (order[i], order[other]) = (order[other], order[i]);
        }

        long[] drawn = order[..count];
        Array.Sort(drawn);
        return rows.index_select(0, tensor(drawn));
    }
}
