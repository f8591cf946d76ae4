using MlNetDeep.Transforms;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators;

/// <summary>The terms of the evidence lower bound. Kingma and Welling, "Auto-Encoding Variational Bayes", 2013.</summary>
internal static class VaeLoss
{
    /// <summary>A draw from q(z|x) as a function of its parameters: mean + exp(logVariance / 2) * noise.</summary>
    public static Tensor Draw(Tensor mean, Tensor logVariance, Tensor noise) => mean.add(logVariance.mul(S(0.5)).exp().mul(noise), S(1));

    /// <summary>KL(q(z|x) || p(z)) of each row, <c>[N]</c>, against a standard normal p(z).</summary>
    /// <param name="mean">Means, <c>[N, L]</c>.</param>
    /// <param name="logVariance">Logarithms of the variances, <c>[N, L]</c>.</param>
    public static Tensor Divergence(Tensor mean, Tensor logVariance) =>
        logVariance.exp().add(mean.pow(S(2)), S(1)).sub(S(1)).sub(logVariance).sum([1]).mul(S(0.5));

    /// <summary>-log p(x|z) of each row, <c>[N]</c>, summed over its values.</summary>
    /// <param name="likelihood">What the decoder's output means.</param>
    /// <param name="deviation">The standard deviation of the Gaussian likelihood.</param>
    /// <param name="decoded">The decoder's output, <c>[N, ...]</c>: logits for the Bernoulli likelihood.</param>
    /// <param name="images">The images, <c>[N, ...]</c>.</param>
    public static Tensor Reconstruction(VaeLikelihood likelihood, double deviation, Tensor decoded, Tensor images)
    {
        Tensor y = decoded.reshape(decoded.size(0), -1), x = images.reshape(images.size(0), -1);
        if (likelihood == VaeLikelihood.Bernoulli)
        {
            return F.binary_cross_entropy_with_logits(y, x, reduction: nn.Reduction.None).sum([1]);
        }

        double constant = x.size(1) * Math.Log(deviation * Math.Sqrt(2 * Math.PI));
        return x.sub(y).pow(S(2)).sum([1]).mul(S(0.5 / (deviation * deviation))).add(S(constant), S(1));
    }
}
