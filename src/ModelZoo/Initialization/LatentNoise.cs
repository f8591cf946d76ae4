namespace MlNetDeep;

/// <summary>
/// The standard normal numbers that a generator makes an image of. Number <c>i</c> is a function of the seed, <c>i</c>
/// and the truncation alone, and has the same bits on every machine, thread and version of .NET.
/// </summary>
/// <remarks>
/// <para>
/// The random bits are those of Philox4x32-10 (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011) with
/// the seed as key, its low 32 bits in the first word. The counter of the numbers 2p and 2p + 1 is (p, attempt, 0, 0)
/// with attempt = 0, 1, 2, ... The four words w0 .. w3 that it gives become two numbers in [-1, 1):
/// x = 2 ((w0 + 2^32 w1) >> 11) 2^-53 - 1, and y likewise of w2 and w3. With s = x² + y² an attempt with s = 0 or s >= 1
/// is passed over (the polar method of Marsaglia and Bray, 1964); the first other one gives
/// x sqrt(-2 ln(s) / s) for 2p and y sqrt(-2 ln(s) / s) for 2p + 1, rounded to a <see cref="float"/>.
/// </para>
/// <para>
/// With truncation, an attempt whose number is larger in magnitude is passed over too, for 2p and 2p + 1 separately
/// (Brock et al., "Large Scale GAN Training for High Fidelity Natural Image Synthesis", 2019): samples become more
/// typical and less varied.
/// </para>
/// </remarks>
public static class LatentNoise
{
    /// <summary>The smallest truncation: below it, hundreds of attempts would be needed for each number.</summary>
    public const double MinTruncation = 0.01;

    private const uint NumberStream = 0;
    private const uint ClassStream = 1;
    private const uint SeedStream = 2;

    /// <summary>Fills a latent vector with the numbers 0, 1, 2, ... of a seed.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="values">The vector. A longer one begins with the same numbers.</param>
    /// <param name="truncation">
    /// The largest magnitude of a number, at least <see cref="MinTruncation"/>. The default value is infinity: no limit.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The truncation is too small or not a number.</exception>
    public static void Fill(long seed, Span<float> values, double truncation = double.PositiveInfinity)
    {
        if (!(truncation >= MinTruncation))
        {
            throw new ArgumentOutOfRangeException(
                nameof(truncation), truncation, $"The truncation must be at least {MinTruncation}, or infinity for none.");
        }

        var index = 0;
        for (; index + 1 < values.Length; index += 2)
        {
            Pair(seed, (uint)index / 2, truncation, out values[index], out values[index + 1]);
        }

        if (index < values.Length)
        {
            Pair(seed, (uint)index / 2, truncation, out values[index], out _);
        }
    }

    /// <summary>A class that a seed stands for; each is equally likely, whatever the latent vector is.</summary>
    /// <remarks>
    /// The first word w of Philox with the counter (0, attempt, 0, 1) gives the class (w classes) >> 32; an attempt is
    /// passed over when the low 32 bits of that product are below 2^32 mod classes (Lemire, "Fast Random Integer
    /// Generation in an Interval", 2019).
    /// </remarks>
    /// <param name="seed">Any number.</param>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <returns>0 to <paramref name="classes"/> - 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no class.</exception>
    public static int Class(long seed, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        var uneven = (uint)((1UL << 32) % (uint)classes);
        for (uint attempt = 0; ; attempt++)
        {
            var product = (ulong)Philox.Words((ulong)seed, (0, attempt, 0, ClassStream)).A * (uint)classes;
            if ((uint)product >= uneven)
            {
                return (int)(product >> 32);
            }
        }
    }

    /// <summary>The seeds of a series of samples: number <paramref name="index"/> of those that one seed stands for.</summary>
    /// <remarks>
    /// The first two words of Philox with the counter (low 32 bits of the index, its high 32 bits, 0, 2), the first one
    /// low. Series of different seeds have nothing in common.
    /// </remarks>
    /// <param name="seed">Any number.</param>
    /// <param name="index">The place in the series.</param>
    /// <returns>Any number.</returns>
    public static long Seed(long seed, long index)
    {
        var (low, high, _, _) = Philox.Words((ulong)seed, ((uint)index, (uint)(index >> 32), 0, SeedStream));
        return (long)(low | ((ulong)high << 32));
    }

    private static void Pair(long seed, uint pair, double truncation, out float first, out float second)
    {
        first = second = float.NaN;
        for (uint attempt = 0; float.IsNaN(first) || float.IsNaN(second); attempt++)
        {
            var (a, b, c, d) = Philox.Words((ulong)seed, (pair, attempt, 0, NumberStream));
            var x = Spread(a, b);
            var y = Spread(c, d);
            var square = (x * x) + (y * y);
            if (square is >= 1 or 0)
            {
                continue;
            }

            var factor = Math.Sqrt(-2 * ExactLog.Of(square) / square);
            first = Choose(first, (float)(x * factor), truncation);
            second = Choose(second, (float)(y * factor), truncation);
        }
    }

    private static float Choose(float chosen, float next, double truncation) =>
        float.IsNaN(chosen) && Math.Abs(next) <= truncation ? next : chosen;

    private static double Spread(uint low, uint high) =>
        (2 * ((low | ((ulong)high << 32)) >> 11) * (1.0 / (1UL << 53))) - 1;
}
