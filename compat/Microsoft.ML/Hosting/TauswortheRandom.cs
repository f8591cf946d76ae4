using Microsoft.ML.Common;

namespace Microsoft.ML.Hosting;

/// <summary>
/// The random numbers of ML.NET: three Tausworthe generators and one linear congruential generator, combined with xor
/// (L. Howes and D. Thomas, "Efficient Random Number Generation and Application Using CUDA", GPU Gems 3, chapter 37).
/// </summary>
internal sealed class TauswortheRandom : Random
{
    private uint _z1;
    private uint _z2;
    private uint _z3;
    private uint _z4;

    public TauswortheRandom(uint seed)
    {
        _z1 = seed;
        _z2 = Murmur.Round(_z1, _z1);
        _z3 = Murmur.Round(_z2, _z1);
        _z4 = Murmur.Round(_z3, _z1);
    }

    public TauswortheRandom(Random source)
    {
        _z1 = DrawSeed(source);
        _z2 = DrawSeed(source);
        _z3 = DrawSeed(source);
        _z4 = Draw(source);
    }

    public static TauswortheRandom Create(int? seed) =>
        seed.HasValue ? new TauswortheRandom((uint)seed.Value) : new TauswortheRandom(new Random());

    public override float NextSingle() => (Step() >> 9) * (1f / (1 << 23));

    public override double NextDouble() => Step() * (1.0 / (1L << 32));

    public override int Next()
    {
        uint u = Step();
        return (int)(u + (u & 0x80000000U));
    }

    /// <summary>Any int, the negative ones too.</summary>
    public int NextSigned() => (int)Step();

    public override int Next(int maxValue)
    {
        Check.Param(maxValue >= 0, nameof(maxValue), "maxValue must be non-negative");
        return (int)((Step() * (ulong)maxValue) >> 32);
    }

    public override int Next(int minValue, int maxValue)
    {
        Check.Param(minValue <= maxValue, nameof(minValue), "minValue must be less than or equal to maxValue.");
        return (int)((long)(NextDouble() * ((long)maxValue - minValue)) + minValue);
    }

    public override void NextBytes(byte[] buffer)
    {
        Check.Value(buffer, nameof(buffer));
        for (int i = 0; i < buffer.Length; i++)
            buffer[i] = (byte)Next();
    }

    protected override double Sample() => NextDouble();

    private static uint Draw(Random source) => ((uint)source.Next(0x10000) << 16) | (uint)source.Next(0x10000);

    // The Tausworthe generators degenerate on seeds below 128.
    private static uint DrawSeed(Random source)
    {
        uint seed;
        do
            seed = Draw(source);
        while (seed < 128);
        return seed;
    }

    private static uint Tausworthe(uint z, int s1, int s2, int s3, uint mask) =>
        ((z & mask) << s3) ^ (((z << s1) ^ z) >> s2);

    private uint Step()
    {
        _z1 = Tausworthe(_z1, 13, 19, 12, ~0x1U);
        _z2 = Tausworthe(_z2, 2, 25, 4, ~0x7U);
        _z3 = Tausworthe(_z3, 3, 11, 17, ~0xfU);
        _z4 = (1664525 * _z4) + 1013904223;
        return _z1 ^ _z2 ^ _z3 ^ _z4;
    }
}
