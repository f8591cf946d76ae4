namespace MlNetDeep;

/// <summary>
/// How close generated images come to real ones, in the features that a layer of a network has of them. Numbers can be
/// compared only when network, layer, preparation and numbers of rows are the same.
/// </summary>
public sealed record GenerativeMetrics
{
    /// <summary>
    /// Fréchet distance between Gaussians of both sides' means and covariances (n - 1), of all rows, 0 or more, less is
    /// better: |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)), Dowson and Landau (1982), Heusel et al. (2017). It is biased:
    /// fewer rows give a larger one. Not to be called 'FID', which is this number for one particular Inception network.
    /// </summary>
    public required double FrechetDistance { get; init; }

    /// <summary>
    /// Unbiased estimate of the squared maximum mean discrepancy with the kernel (x · y / d + 1)^3, of all kept rows, less
    /// is better: Binkowski et al. (2018). It can be slightly negative, and does not grow for want of rows.
    /// </summary>
    public required double KernelDistance { get; init; }

    /// <summary>
    /// Standard deviation (n - 1) of that estimate over random subsets of <see cref="KernelSubsetSize"/> rows. 0 when a
    /// subset is all rows.
    /// </summary>
    public required double KernelDistanceStandardDeviation { get; init; }

    /// <summary>Rows of each side in a subset.</summary>
    public required int KernelSubsetSize { get; init; }

    /// <summary>
    /// Share of the generated rows that lie within the neighbourhood of some real row, 0 to 1, more is better: do the images
    /// look real? Kynkäänniemi et al. (2019), of all kept rows.
    /// </summary>
    public required double Precision { get; init; }

    /// <summary>
    /// Share of the real rows that lie within the neighbourhood of some generated row, 0 to 1, more is better: is everything
    /// generated that there is? Kynkäänniemi et al. (2019), of all kept rows.
    /// </summary>
    public required double Recall { get; init; }

    /// <summary>Which nearest neighbour bounds a neighbourhood.</summary>
    public required int Neighbours { get; init; }

    /// <summary>Real rows.</summary>
    public required long RealCount { get; init; }

    /// <summary>Generated rows.</summary>
    public required long GeneratedCount { get; init; }

    /// <summary>Real rows that were kept for the kernel distance, precision and recall.</summary>
    public required int KeptRealCount { get; init; }

    /// <summary>Generated rows that were kept for the kernel distance, precision and recall.</summary>
    public required int KeptGeneratedCount { get; init; }

    /// <summary>Sum of the variances (n - 1) of the features of the real rows.</summary>
    public required double RealVariance { get; init; }

    /// <summary>Sum of the variances (n - 1) of the features of the generated rows.</summary>
    public required double GeneratedVariance { get; init; }

    /// <summary>Whether the generator collapsed: all generated rows look the same to the network, up to rounding.</summary>
    public bool IsCollapsed => GeneratedVariance <= 1e-10 * RealVariance || GeneratedVariance == 0;

    /// <summary>The name of the network.</summary>
    public required string Network { get; init; }

    /// <summary>The value of the network that was compared, before pooling.</summary>
    public required string Layer { get; init; }

    /// <summary>Features of an image.</summary>
    public required int FeatureCount { get; init; }
}
