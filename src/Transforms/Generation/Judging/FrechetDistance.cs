using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace MlNetDeep.Transforms;

/// <summary>
/// The Fréchet distance (squared, as it is commonly given) of two Gaussians: Dowson and Landau, "The Fréchet distance
/// between multivariate normal distributions" (1982), |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)).
/// </summary>
internal static class FrechetDistance
{
    /// <param name="first">Mean and covariance of at least two rows.</param>
    /// <param name="second">Those of the other rows, of the same size.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static double Between(FeatureMoments first, FeatureMoments second, ParallelOptions parallel)
    {
        double means = 0;
        for (int i = 0; i < first.Size; i++)
            means += (first.Mean[i] - second.Mean[i]) * (first.Mean[i] - second.Mean[i]);
        double distance = means + first.Variance + second.Variance - 2 * TraceOfRoot(first, second, parallel);
        // Rounding may leave less than nothing of a difference of equal traces.
        return Math.Max(0, distance);
    }

    /// <summary>
    /// tr((S1 S2)^(1/2)): the sum of the roots of the eigenvalues of S1 S2, which are those of S1^(1/2) S2 S1^(1/2). Any
    /// other factor of S1 = L L^T serves as well: L^T S2 L is symmetric and has the same eigenvalues but for zeros.
    /// Cholesky's costs less than a root, and leaves the null space out, whose rounding errors a root would magnify.
    /// </summary>
    private static double TraceOfRoot(FeatureMoments first, FeatureMoments second, ParallelOptions parallel)
    {
        // The set with fewer rows has the lower rank, if any has.
        (FeatureMoments low, FeatureMoments high) = first.Count <= second.Count ? (first, second) : (second, first);
        int size = low.Size;
        (double[] factor, int rank) = PivotedCholesky.Factor(low.Covariance, size, parallel);
        if (rank == 0)
            return 0;
        var half = new double[(long)rank * size];
        MatrixProduct.Multiply(factor, rank, high.Covariance, size, size, half, parallel);
        var product = new double[(long)rank * rank];
        MatrixProduct.Multiply(factor, rank, half, rank, size, product, parallel, lowerOnly: true);
        for (int i = 0; i < rank; i++)
        {
            for (int j = 0; j < i; j++)
                product[(long)j * rank + i] = product[(long)i * rank + j];
        }

        parallel.CancellationToken.ThrowIfCancellationRequested();
        var eigen = new DenseMatrix(rank, rank, product).Evd(Symmetricity.Symmetric);
        double trace = 0;
        foreach (System.Numerics.Complex value in eigen.EigenValues)
            trace += Math.Sqrt(Math.Max(0, value.Real));
        return trace;
    }
}
