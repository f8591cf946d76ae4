using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>
/// The Fréchet distance (squared, as it is commonly given) of two Gaussians: Dowson and Landau, "The Fréchet distance
/// between multivariate normal distributions" (1982), |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)).
/// </summary>
internal static class FrechetDistance
{
    private const double UnitRoundoff = 1.1102230246251565e-16;

    /// <param name="first">At least two rows.</param>
    /// <param name="second">At least two others, of the same size.</param>
    /// <param name="cancellation">Looked at between the steps.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static double Between(FeatureSet first, FeatureSet second, CancellationToken cancellation)
    {
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        // The set with fewer rows has the lower rank, if any has.
        (FeatureSet few, FeatureSet many) = first.Count <= second.Count ? (first, second) : (second, first);
        Tensor low = few.Covariance(), high = many.Covariance(), step = first.Mean - second.Mean;
        double means = step.dot(step).item<double>(), variances = low.trace().item<double>() + high.trace().item<double>();
        // Rounding may leave less than nothing of a difference of equal traces.
        return Math.Max(0, means + variances - 2 * TraceOfRoot(low, high, cancellation));
    }

    /// <summary>
    /// tr((S1 S2)^(1/2)): the sum of the roots of the eigenvalues of S1 S2, which are those of L^T S2 L for any factor
    /// S1 = L L^T, but for zeros. L has a column for each eigenvalue of S1 above rounding errors, which a root would magnify.
    /// </summary>
    private static double TraceOfRoot(Tensor low, Tensor high, CancellationToken cancellation)
    {
        (Tensor values, Tensor vectors) = linalg.eigh(low);
        cancellation.ThrowIfCancellationRequested();
        // In ascending order.
        double least = low.size(0) * UnitRoundoff * values[^1].item<double>();
        long rank = values.gt(S(least)).sum().item<long>();
        if (rank == 0)
        {
            return 0;
        }

        Tensor factor = vectors.narrow(1, low.size(0) - rank, rank) * values.narrow(0, low.size(0) - rank, rank).sqrt();
        Tensor product = factor.t().mm(high).mm(factor);
        cancellation.ThrowIfCancellationRequested();
        return linalg.eigvalsh(product.add(product.t(), S(1.0)).div(S(2.0))).clamp_min(S(0.0)).sqrt().sum().item<double>();
    }
}
