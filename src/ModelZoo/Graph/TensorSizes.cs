namespace MlNetDeep;

/// <summary>Arithmetic on dimensions that cannot overflow unnoticed.</summary>
internal static class TensorSizes
{
    /// <summary>More axes than this are a sign of a broken file; real networks have up to 6.</summary>
    public const int MaxRank = 32;

    /// <summary>The product of the dimensions, or null when one is negative or the product does not fit.</summary>
    public static long? Count(IReadOnlyList<long> shape)
    {
        if (shape.Count > MaxRank)
        {
            return null;
        }

        var empty = false;
        foreach (var dim in shape)
        {
            if (dim < 0)
            {
                return null;
            }

            empty |= dim == 0;
        }

        if (empty)
        {
            return 0;
        }

        long count = 1;
        foreach (var dim in shape)
        {
            if (count > long.MaxValue / dim)
            {
                return null;
            }

            count *= dim;
        }

        return count;
    }
}
