using System.Numerics;

namespace MlNetDeep.ModelZoo;

/// <summary>
/// A random generator whose numbers are the same on every machine and in every version of .NET: xoshiro256** (Blackman
/// and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021), its state filled by SplitMix64.
/// </summary>
/// <remarks>
/// Only integer operations and IEEE 754 addition, multiplication, division and square root are used: those are exactly
/// rounded everywhere. Library functions such as sine and logarithm are not, so the usual Box-Muller transform would
/// differ in the last bit from one C library to the next; normal numbers come from the logarithm below instead.
/// </remarks>
internal sealed class RandomStream
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private double _spare = double.NaN;

    /// <summary>A stream of its own for each seed and name, so that layers do not depend on one another's order.</summary>
    public RandomStream(int seed, string name)
    {
        // FNV-1a over the UTF-16 units mixes the name in.
        var state = 14695981039346656037UL ^ (uint)seed;
        state *= 1099511628211UL;
        foreach (var c in name)
        {
            state = (state ^ c) * 1099511628211UL;
        }

        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Evenly spread over [0, 1), a multiple of 2^-53.</summary>
    public double NextUniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Normal with mean 0 and standard deviation 1, by the polar method (Marsaglia and Bray, 1964).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spare))
        {
            var spare = _spare;
            _spare = double.NaN;
            return spare;
        }

        double x, y, square;
        do
        {
            x = (2 * NextUniform()) - 1;
            y = (2 * NextUniform()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);

        var factor = Math.Sqrt(-2 * ExactLog.Of(square) / square);
        _spare = y * factor;
        return x * factor;
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
