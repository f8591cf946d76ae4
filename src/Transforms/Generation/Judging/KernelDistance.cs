using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>
/// The unbiased estimate of the squared maximum mean discrepancy with the cubic polynomial kernel: Binkowski et al.,
/// "Demystifying MMD GANs" (2018), after Gretton et al., "A kernel two-sample test" (2012), lemma 6.
/// </summary>
internal static class KernelDistance
{
    /// <summary>The estimate of the sums over all pairs.</summary>
    public static double Of(KernelSum real, long realCount, KernelSum generated, long generatedCount, KernelSum between) =>
        real.Total / ((double)realCount * (realCount - 1)) + generated.Total / ((double)generatedCount * (generatedCount - 1))
        - 2 * between.Total / ((double)realCount * generatedCount);

    /// <summary>The standard deviation of the estimate between random subsets of a size, drawn without putting back.</summary>
    /// <param name="real">Rows.</param>
    /// <param name="generated">Rows.</param>
    /// <param name="subsets">How many subsets, at least two.</param>
    /// <param name="subsetSize">Rows of each side in a subset, at least two.</param>
    /// <param name="seed">Where the random numbers start.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static double StandardDeviation(
        FeatureRows real, FeatureRows generated, int subsets, int subsetSize, int seed, ParallelOptions parallel)
    {
        RandomStream random = RandomStream.For(seed, nameof(KernelDistance));
        int[] realOrder = [.. Enumerable.Range(0, real.Count)], generatedOrder = [.. Enumerable.Range(0, generated.Count)];
        var estimates = new double[subsets];
        for (int i = 0; i < subsets; i++)
            estimates[i] = Estimate(Draw(real, realOrder, subsetSize, ref random), Draw(generated, generatedOrder, subsetSize, ref random), parallel);
        double mean = estimates.Average();
        return Math.Sqrt(estimates.Sum(e => (e - mean) * (e - mean)) / (subsets - 1));
    }

    private static double Estimate(FeatureRows real, FeatureRows generated, ParallelOptions parallel)
    {
        var within = new KernelSum(real, real, upperOnly: true);
        PairSweep.Run(real, real, upperOnly: true, parallel, within);
        var withinGenerated = new KernelSum(generated, generated, upperOnly: true);
        PairSweep.Run(generated, generated, upperOnly: true, parallel, withinGenerated);
        var between = new KernelSum(real, generated);
        PairSweep.Run(real, generated, upperOnly: false, parallel, between);
        return Of(within, real.Count, withinGenerated, generated.Count, between);
    }

    // The first steps of a shuffle (Fisher and Yates). The order stays shuffled for the next draw, which is as random.
    // Sorted, the same rows are summed in the same order whatever the draw.
    private static FeatureRows Draw(FeatureRows rows, int[] order, int count, ref RandomStream random)
    {
        for (int i = 0; i < count; i++)
        {
            int other = i + random.Below(order.Length - i);
            (order[i], order[other]) = (order[other], order[i]);
        }

        int[] drawn = order[..count];
        Array.Sort(drawn);
        return rows.Subset(drawn);
    }
}
