namespace MlNetDeep;

/// <summary>A natural logarithm that gives the same bits on every machine.</summary>
internal static class ExactLog
{
    private const double Ln2 = 0.69314718055994530942;
    private const double SquareRootOfHalf = 0.70710678118654752440;

    /// <summary>
    /// The logarithm of a positive, normal number, good to about 1e-15: x = m 2^e with m near 1, and
    /// ln m = 2 atanh((m - 1) / (m + 1)) by its series.
    /// </summary>
    public static double Of(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)((bits >> 52) & 0x7FF) - 1022;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000);
        if (m < SquareRootOfHalf)
        {
            m *= 2;
            exponent--;
        }

        // |s| <= 0.1716, so that s^24 is far below the last bit.
        var s = (m - 1) / (m + 1);
        var square = s * s;
        var sum = 0.0;
        for (var k = 23; k >= 1; k -= 2)
        {
            sum = (sum * square) + (1.0 / k);
        }

        return (exponent * Ln2) + (2 * s * sum);
    }
}
