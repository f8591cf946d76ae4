namespace MlNetDeep;

/// <summary>
/// Names of what the training of a variational autoencoder measures, as they stand in
/// <see cref="BatchEndArguments.Measures"/> and in the history, per image. <c>Loss</c> is the first plus
/// <see cref="VaeOptions.Beta"/> times the second: with a beta of 1, the negative evidence lower bound in nats.
/// </summary>
public static class VaeMeasures
{
    /// <summary>-log p(x|z) of a latent vector drawn from q(z|x), in nats.</summary>
    public const string Reconstruction = "reconstruction";

    /// <summary>KL(q(z|x) || p(z)), in nats.</summary>
    public const string Divergence = "KL";

    /// <summary>Euclidean norm of the gradient of both networks, before clipping.</summary>
    public const string GradientNorm = "gradient norm";
}
