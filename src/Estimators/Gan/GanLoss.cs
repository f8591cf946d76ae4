namespace MlNetDeep;

/// <summary>
/// What generator and discriminator minimize. <c>d</c> is the discriminator's output for an image, <c>x</c> a real one
/// and <c>G(z)</c> a generated one; all are means over the batch.
/// </summary>
public enum GanLoss
{
    /// <summary>
    /// Binary cross-entropy: the discriminator minimizes softplus(-d(x)) + softplus(d(G(z))), the generator
    /// softplus(-d(G(z))). Goodfellow et al., "Generative Adversarial Networks", 2014.
    /// </summary>
    NonSaturating,

    /// <summary>
    /// The discriminator minimizes max(0, 1 - d(x)) + max(0, 1 + d(G(z))), the generator -d(G(z)). Lim and Ye,
    /// "Geometric GAN", 2017.
    /// </summary>
    Hinge,

    /// <summary>
    /// The discriminator minimizes ((d(x) - 1)^2 + d(G(z))^2) / 2, the generator (d(G(z)) - 1)^2 / 2. Mao et al., "Least
    /// Squares Generative Adversarial Networks", 2017.
    /// </summary>
    LeastSquares,

    /// <summary>
    /// The discriminator minimizes d(G(z)) - d(x) + GradientPenalty * (|gradient of d between x and G(z)| - 1)^2, the
    /// generator -d(G(z)). Gulrajani et al., "Improved Training of Wasserstein GANs", 2017.
    /// </summary>
    Wasserstein,
}
