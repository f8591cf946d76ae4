using Microsoft.ML;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>Options of <see cref="VaeEstimator"/>.</summary>
public sealed record VaeOptions : TrainingRunOptions
{
    /// <summary>
    /// The network that finds the latent vectors of an image, with its initial weights: one input <c>[N, C, H, W]</c>, two
    /// outputs <c>[N, latents]</c>, mean and logarithm of the variance. The default value, null, is
    /// <see cref="ModelZoo.Networks.VaeEncoder"/> for the size of the image column.
    /// </summary>
    public Network? Encoder { get; init; }

    /// <summary>
    /// The network that makes an image of a latent vector, with its initial weights: one input <c>[N, latents]</c>, one
    /// output <c>[N, C, H, W]</c>. The default value, null, is <see cref="ModelZoo.Networks.VaeDecoder"/>.
    /// </summary>
    public Network? Decoder { get; init; }

    /// <summary>The length of a latent vector when neither network is given, at least 1. The default value is 20.</summary>
    public int Latents { get; init; } = 20;

    /// <summary>Filters of the networks that are made when none are given, at least 1. The default value is 32.</summary>
    public int Filters { get; init; } = 32;

    /// <summary>
    /// Weight of the divergence KL(q(z|x) || p(z)) in the loss, at least 0. More than 1 gives latents that are less
    /// entangled and images that are less sharp (Higgins et al., "beta-VAE", 2017). The default value is 1: the evidence
    /// lower bound.
    /// </summary>
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
    public double Deviation { get; init; } = 0.1;

    /// <summary>The optimizer of both networks. The default value is Adam with PyTorch's settings.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>
    /// The gradient of both networks together is scaled down to this Euclidean norm, above 0. The default value, null, does
    /// not clip.
    /// </summary>
    public double? ClipGradientNorm { get; init; }

    /// <summary>Data to validate on after each epoch, with the image column of the training data. The default value is null.</summary>
    public IDataView? ValidationData { get; init; }

    /// <summary>
    /// Share of the training rows to validate on instead, at least 0 and at most 0.9, chosen by the seed. The default
    /// value is 0.
    /// </summary>
    public double ValidationFraction { get; init; }

    /// <summary>
    /// Ends the run when the loss has stopped falling, with the weights of the best epoch. The default value is null: it
    /// does not.
    /// </summary>
    public EarlyStoppingOptions? EarlyStopping { get; init; }

    /// <summary>
    /// Which share of the normal rows may be taken for anomalies, above 0 and below 1: after training, the score that this
    /// share of the rows of <see cref="ValidationData"/>, or of the training data, exceeds becomes
    /// <see cref="VaeTransformerOptions.Threshold"/>. That is one more pass over these rows. The default value is 0.01; null
    /// leaves the threshold of <see cref="Output"/>.
    /// </summary>
    public double? AnomalyShare { get; init; } = 0.01;

    /// <summary>
    /// Columns and device of the trained model. Its input column, likelihood and deviation are those of the training.
    /// </summary>
    public VaeTransformerOptions Output { get; init; } = new();

    internal override EarlyStoppingOptions? Stopping => EarlyStopping;

    /// <summary>The options of the trained model.</summary>
    internal VaeTransformerOptions ModelOptions => Output with
    {
        InputColumnName = FeatureColumnName,
        Likelihood = Likelihood,
        Deviation = Deviation,
    };

    internal void Check()
    {
        var problems = new OptionProblems();
        OptionsCheck.CheckRun(this, problems);
        problems.Check(Latents is >= 1 and <= 1_000_000, nameof(Latents), Latents, "between 1 and 1,000,000");
        problems.Check(Filters is >= 1 and <= 4096, nameof(Filters), Filters, "between 1 and 4,096");
        problems.Check(Beta >= 0 && double.IsFinite(Beta), nameof(Beta), Beta, "a finite number of at least 0");
        problems.Check(Enum.IsDefined(Likelihood), nameof(Likelihood), Likelihood, "Bernoulli or Gaussian");
        problems.Check(Deviation > 0 && double.IsFinite(Deviation), nameof(Deviation), Deviation, "a finite number above 0");
        problems.Check(Optimizer is not null, nameof(Optimizer), Optimizer, "given");
        problems.Check(
            ClipGradientNorm is null || (ClipGradientNorm > 0 && double.IsFinite(ClipGradientNorm.Value)),
            nameof(ClipGradientNorm), ClipGradientNorm, "a finite number above 0, or null");
        problems.Check(ValidationFraction is >= 0 and <= 0.9, nameof(ValidationFraction), ValidationFraction, "between 0 and 0.9");
        problems.Check(AnomalyShare is null or (> 0 and < 1), nameof(AnomalyShare), AnomalyShare, "above 0 and below 1, or null");
        problems.Check(Output is not null, nameof(Output), Output, "given");
        if (this is { ValidationData: not null, ValidationFraction: > 0 })
        {
            problems.Add("ValidationData and ValidationFraction exclude each other; give one of them.");
        }

        problems.AddRange(Optimizer?.FindProblems() ?? []);
        problems.AddRange(EarlyStopping?.FindProblems() ?? []);
        problems.AddRange((Output ?? new()).Problems().Select(p => $"Output: {p}"));
        problems.AddRange(VaeNetworks.FindProblems(this));
        problems.Throw();
    }
}
