using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>Random numbers of various distributions.</summary>
internal static class RandomDraws
{
    /// <summary>A number of at least 0 and below 1.</summary>
    public static double Fraction(this ref SeededRandom random) => (random.Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number between two others.</summary>
    public static double Between(this ref SeededRandom random, double low, double high) => low + ((high - low) * random.Fraction());

    /// <summary>True with a probability.</summary>
    public static bool Chance(this ref SeededRandom random, double probability) => random.Fraction() < probability;

    /// <summary>A number from Beta(alpha, alpha), as a ratio of two from a gamma distribution.</summary>
    public static double Beta(this ref SeededRandom random, double alpha)
    {
        // With a small alpha the gamma numbers may both underflow; their logarithms do not.
        double a = random.LogGamma(alpha), b = random.LogGamma(alpha);
        return 1 / (1 + Math.Exp(b - a));
    }

    /// <summary>
    /// The logarithm of a number from Gamma(shape, 1) (source: G. Marsaglia, W. W. Tsang, "A simple method for generating
    /// gamma variables", 2000; shapes below 1 by way of shape + 1).
    /// </summary>
    private static double LogGamma(this ref SeededRandom random, double shape)
    {
        if (shape < 1)
        {
            return random.LogGamma(shape + 1) + (Math.Log(1 - random.Fraction()) / shape);
        }

        double d = shape - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.Fraction())) * Math.Cos(2 * Math.PI * random.Fraction());
            double v = 1 + (c * normal);
            if (v > 0)
            {
                v = v * v * v;
                if (Math.Log(1 - random.Fraction()) < (0.5 * normal * normal) + (d * (1 - v + Math.Log(v))))
                {
                    return Math.Log(d * v);
                }
            }
        }
    }
}
