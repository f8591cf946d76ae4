namespace MlNetDeep;

/// <summary>
/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", 2011): 128 random bits
/// that are a function of a 64-bit key and a 128-bit counter, and of nothing else.
/// </summary>
internal static class Philox
{
    private const int Rounds = 10;
    private const uint FirstMultiplier = 0xD2511F53;
    private const uint SecondMultiplier = 0xCD9E8D57;
    private const uint FirstKeyStep = 0x9E3779B9;
    private const uint SecondKeyStep = 0xBB67AE85;

    /// <summary>The bits that belong to a key and a counter, as four words.</summary>
    public static (uint A, uint B, uint C, uint D) Words(ulong key, (uint A, uint B, uint C, uint D) counter)
    {
        var (a, b, c, d) = counter;
        var (first, second) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var left = (ulong)FirstMultiplier * a;
            var right = (ulong)SecondMultiplier * c;
            (a, b, c, d) = ((uint)(right >> 32) ^ b ^ first, (uint)right, (uint)(left >> 32) ^ d ^ second, (uint)left);
            first += FirstKeyStep;
            second += SecondKeyStep;
        }

        return (a, b, c, d);
    }
}
