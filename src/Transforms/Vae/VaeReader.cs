namespace MlNetDeep;

/// <summary>Takes apart what the joined network gives for a row, and computes what follows from it.</summary>
/// <param name="latents">The length of a latent vector.</param>
/// <param name="values">The number of values of an image.</param>
/// <param name="likelihood">What the decoder's output means.</param>
/// <param name="deviation">The standard deviation of the Gaussian likelihood.</param>
internal sealed class VaeReader(int latents, int values, VaeLikelihood likelihood, double deviation)
{
    /// <summary>The number of values of an image.</summary>
    public int Values => values;

    /// <summary>The mean of q(z|x).</summary>
    public ReadOnlySpan<float> Mean(ReadOnlySpan<float> scores) => scores[..latents];

    /// <summary>The logarithm of its variance.</summary>
    public ReadOnlySpan<float> LogVariance(ReadOnlySpan<float> scores) => scores[latents..(2 * latents)];

    /// <summary>What the decoder makes of the mean.</summary>
    public void Reconstruct(ReadOnlySpan<float> scores, Span<float> image)
    {
        ReadOnlySpan<float> decoded = Decoded(scores, 0);
        if (likelihood == VaeLikelihood.Gaussian)
        {
            decoded.CopyTo(image);
            return;
        }

        for (int i = 0; i < image.Length; i++)
            image[i] = 1 / (1 + MathF.Exp(-decoded[i]));
    }

    /// <summary>The mean squared difference between an image and its reconstruction.</summary>
    public float Error(ReadOnlySpan<float> image, ReadOnlySpan<float> reconstruction)
    {
        double sum = 0;
        for (int i = 0; i < image.Length; i++)
        {
            double difference = image[i] - reconstruction[i];
            sum += difference * difference;
        }

        return (float)(sum / values);
    }

    /// <summary>The evidence lower bound: the mean of log p(x|z) over the draws, minus KL(q(z|x) || p(z)).</summary>
    public float Elbo(ReadOnlySpan<float> image, ReadOnlySpan<float> scores)
    {
        int draws = ((scores.Length - (2 * latents)) / values) - 1;
        double sum = 0;
        for (int draw = 1; draw <= draws; draw++)
            sum += LogLikelihood(image, Decoded(scores, draw));
        return (float)((sum / draws) - Divergence(Mean(scores), LogVariance(scores)));
    }

    private static double Divergence(ReadOnlySpan<float> mean, ReadOnlySpan<float> logVariance)
    {
        double sum = 0;
        for (int i = 0; i < mean.Length; i++)
            sum += Math.Exp(logVariance[i]) + ((double)mean[i] * mean[i]) - 1 - logVariance[i];
        return sum / 2;
    }

    private ReadOnlySpan<float> Decoded(ReadOnlySpan<float> scores, int draw) => scores.Slice((2 * latents) + (draw * values), values);

    private double LogLikelihood(ReadOnlySpan<float> image, ReadOnlySpan<float> decoded)
    {
        double sum = 0;
        if (likelihood == VaeLikelihood.Bernoulli)
        {
            // x log(y) + (1 - x) log(1 - y) of the logit l of y: x l - log(1 + exp(l)).
            for (int i = 0; i < image.Length; i++)
            {
                float logit = decoded[i];
                sum += (image[i] * logit) - Math.Max(logit, 0) - MathF.Log(1 + MathF.Exp(-Math.Abs(logit)));
            }

            return sum;
        }

        for (int i = 0; i < image.Length; i++)
        {
            double difference = image[i] - decoded[i];
            sum += difference * difference;
        }

        return (-sum / (2 * deviation * deviation)) - (values * Math.Log(deviation * Math.Sqrt(2 * Math.PI)));
    }
}
