namespace MlNetDeep.Estimators.Data;

/// <summary>
/// A small random generator whose sequence is fixed by this file, so that a seed means the same shuffle on every
/// machine and every version of .NET (SplitMix64; source: G. Steele et al., "Fast splittable pseudorandom number
/// generators", 2014).
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator for one purpose of a run, for example the shuffle of its third epoch.</summary>
    public static SeededRandom For(int seed, ulong purpose, long index) =>
        new(Mix(Mix(Mix((ulong)seed) ^ purpose) + (ulong)index));

    /// <summary>A well-mixed number of a run that depends on nothing but the arguments.</summary>
    public static ulong Hash(int seed, ulong purpose, long index) => For(seed, purpose, index).Next();

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Mix(_state);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)(((UInt128)Next() * (ulong)bound) >> 64);

    /// <summary>Puts values into random order.</summary>
    public void Shuffle(Span<int> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
