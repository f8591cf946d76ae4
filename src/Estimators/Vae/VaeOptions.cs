using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Checkpoints;

namespace MlNetDeep;

/// <summary>Options of <see cref="VaeEstimator"/>.</summary>
public sealed record VaeOptions : ValidatedTrainerOptions
{
    /// <summary>
    /// The network that finds the latent vectors of an image, with its initial weights: one input <c>[N, C, H, W]</c>, two
    /// outputs <c>[N, latents]</c>, mean and logarithm of the variance. The default value, null, is
    /// <see cref="Networks.VaeEncoder"/> for the size of the image column.
    /// </summary>
    public Network? Encoder { get; init; }

    /// <summary>
    /// The network that makes an image of a latent vector, with its initial weights: one input <c>[N, latents]</c>, one
    /// output <c>[N, C, H, W]</c>. The default value, null, is <see cref="Networks.VaeDecoder"/>.
    /// </summary>
    public Network? Decoder { get; init; }

    /// <summary>The length of a latent vector when neither network is given, at least 1. The default value is 20.</summary>
    [Range(1, 1_000_000)]
    public int Latents { get; init; } = 20;

    /// <summary>Filters of the networks that are made when none are given, at least 1. The default value is 32.</summary>
    [Range(1, 4096)]
    public int Filters { get; init; } = 32;

    /// <summary>
    /// Weight of the divergence KL(q(z|x) || p(z)) in the loss, at least 0. More than 1 gives latents that are less
    /// entangled and images that are less sharp (Higgins et al., "beta-VAE", 2017). The default value is 1: the evidence
    /// lower bound.
    /// </summary>
    [Range(0, double.MaxValue)]
    public double Beta { get; init; } = 1;

    /// <summary>
    /// What the decoder's output means, and so what the reconstruction loss is. The default value is
    /// <see cref="VaeLikelihood.Bernoulli"/>, which wants values of 0..1 and a decoder that ends in a sigmoid.
    /// </summary>
    public VaeLikelihood Likelihood { get; init; }

    /// <summary>
    /// The standard deviation of values around the decoder's output, above 0; <see cref="VaeLikelihood.Gaussian"/> only. The
    /// smaller it is, the more the reconstruction counts. The default value is 0.1.
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Deviation { get; init; } = 0.1;

    /// <summary>
    /// Which share of the normal rows may be taken for anomalies, above 0 and below 1: after training, the score that this
    /// share of the rows of <see cref="ValidatedTrainerOptions.ValidationData"/>, or of the training data, exceeds becomes
    /// <see cref="VaeTransformerOptions.Threshold"/>. That is one more pass over these rows. The default value is 0.01; null
    /// leaves the threshold of <see cref="Output"/>.
    /// </summary>
    [Range(0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true), AnyCourse]
    public double? AnomalyShare { get; init; } = 0.01;

    /// <summary>
    /// Columns and device of the trained model. Its input column, likelihood and deviation are those of the training.
    /// </summary>
    [Required]
    public VaeTransformerOptions Output { get; init; } = new();

    /// <summary>The options of the trained model.</summary>
    internal VaeTransformerOptions ModelOptions => Output with
    {
        InputColumnName = FeatureColumnName,
        Likelihood = Likelihood,
        Deviation = Deviation,
    };

    private protected override IEnumerable<string> FindProblems() =>
    [
        .. base.FindProblems(),
        .. VaeNetworks.FindProblems(this),
    ];
}
