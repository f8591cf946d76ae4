namespace MlNetDeep;

/// <summary>What the decoder of a variational autoencoder says of the values of an image: p(x|z).</summary>
public enum VaeLikelihood
{
    /// <summary>
    /// The decoder's output is the probability that a value is 1; values between 0 and 1 count in part:
    /// log p(x|z) = sum of x log(y) + (1 - x) log(1 - y), as in Kingma and Welling's experiments. The decoder ends in a
    /// sigmoid.
    /// </summary>
    Bernoulli,

    /// <summary>
    /// The decoder's output is the mean of a normal distribution of one standard deviation s for all values:
    /// log p(x|z) = sum of -(x - y)^2 / (2 s^2) - log(s sqrt(2 pi)).
    /// </summary>
    Gaussian,
}
