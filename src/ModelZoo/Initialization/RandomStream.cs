namespace MlNetDeep;

/// <summary>
/// The random numbers of a purpose: block <c>i</c> of them is a function of the seed, the purpose, an index and <c>i</c> alone
/// (Philox, see <see cref="Philox"/>), so that a seed means the same on every machine, thread and version of .NET, and a run
/// that is resumed draws what it would have drawn.
/// </summary>
/// <remarks>
/// Weights and latents use only integer operations and IEEE 754 addition, multiplication, division and square root: those
/// are exactly rounded everywhere. Library functions such as sine and logarithm are not, so the usual Box-Muller transform
/// would differ in the last bit from one C library to the next; normal numbers come from the logarithm below instead.
/// </remarks>
internal struct RandomStream
{
    // The last word of the counter keeps these numbers apart from those of LatentNoise.
    private const uint Stream = 3;
    private const ulong NamedPurpose = 0x4E414D45;

    private readonly ulong _key;
    private readonly ulong _index;
    private uint _block;
    private ulong _second;
    private bool _hasSecond;
    private double _spare;
    private bool _hasSpare;

    private RandomStream(int seed, ulong purpose, long index)
    {
        _key = (uint)seed | (purpose << 32);
        _index = (ulong)index;
    }

    /// <summary>Numbers for one purpose of a run, for example the shuffle of its third epoch.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="purpose">A number below 2^32 that no other purpose has.</param>
    /// <param name="index">Which of them.</param>
    public static RandomStream For(int seed, ulong purpose, long index) => new(seed, purpose, index);

    /// <summary>Numbers of their own for each seed and name, so that layers do not depend on one another's order.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="name">The name.</param>
    /// <param name="part">Which of the parts of what has the name.</param>
    public static RandomStream For(int seed, string name, int part = 0)
    {
        // FNV-1a over the UTF-16 units.
        ulong hash = 14695981039346656037UL;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return new RandomStream(seed, NamedPurpose + (uint)part, (long)hash);
    }

    /// <summary>A number of a run that depends on nothing but the arguments.</summary>
    public static ulong Hash(int seed, ulong purpose, long index) => For(seed, purpose, index).Next();

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        if (_hasSecond)
        {
            _hasSecond = false;
            return _second;
        }

        (uint a, uint b, uint c, uint d) = Philox.Words(_key, (_block++, (uint)_index, (uint)(_index >> 32), Stream));
        _second = c | ((ulong)d << 32);
        _hasSecond = true;
        return a | ((ulong)b << 32);
    }

    /// <summary>Evenly spread over [0, 1), a multiple of 2^-53.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number between two others.</summary>
    public double Between(double low, double high) => low + ((high - low) * Fraction());

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => Fraction() < probability;

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)(((UInt128)Next() * (ulong)bound) >> 64);

    /// <summary>Puts values into random order.</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>Normal with mean 0 and standard deviation 1, by the polar method (Marsaglia and Bray, 1964).</summary>
    public double Normal()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }

        double x, y, square;
        do
        {
            x = (2 * Fraction()) - 1;
            y = (2 * Fraction()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);

        double factor = Math.Sqrt(-2 * ExactLog.Of(square) / square);
        (_spare, _hasSpare) = (y * factor, true);
        return x * factor;
    }

    /// <summary>A number from Beta(alpha, alpha), as a ratio of two from a gamma distribution.</summary>
    public double Beta(double alpha)
    {
        // With a small alpha the gamma numbers may both underflow; their logarithms do not.
        double a = LogGamma(alpha), b = LogGamma(alpha);
        return 1 / (1 + Math.Exp(b - a));
    }

    /// <summary>
    /// The logarithm of a number from Gamma(shape, 1) (source: G. Marsaglia, W. W. Tsang, "A simple method for generating
    /// gamma variables", 2000; shapes below 1 by way of shape + 1).
    /// </summary>
    private double LogGamma(double shape)
    {
        if (shape < 1)
        {
            return LogGamma(shape + 1) + (Math.Log(1 - Fraction()) / shape);
        }

        double d = shape - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = Normal();
            double v = 1 + (c * normal);
            if (v > 0)
            {
                v = v * v * v;
                if (Math.Log(1 - Fraction()) < (0.5 * normal * normal) + (d * (1 - v + Math.Log(v))))
                {
                    return Math.Log(d * v);
                }
            }
        }
    }
}
