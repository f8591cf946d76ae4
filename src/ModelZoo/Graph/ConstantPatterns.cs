namespace MlNetDeep;

/// <summary>Constants that stand where weights stand, and whose numbers say that they are none.</summary>
internal static class ConstantPatterns
{
    /// <summary>An element that is at most this stands for "never" in a mask that is added before a softmax.</summary>
    private const float Never = -100;

    private const float Rounding = 1e-5f;

    /// <summary>Whether all is 0 or "never".</summary>
    public static bool Masks(NetworkTensor tensor)
    {
        if (tensor.ElementType != TensorElementType.Float)
        {
            return false;
        }

        var negative = false;
        foreach (var value in tensor.Floats)
        {
            if (value != 0 && !(value <= Never))
            {
                return false;
            }

            negative |= value != 0;
        }

        return negative;
    }

    /// <summary>Whether a matrix averages over windows, or repeats: in each row, or in each column, equal shares that add up to 1.</summary>
    public static bool Averages(NetworkTensor tensor)
    {
        if (tensor is not { ElementType: TensorElementType.Float, Shape: [var rows, var columns], Count: > 1 })
        {
            return false;
        }

        // Most weights are refuted by their first numbers.
        var floats = tensor.Floats;
        return AreShares(floats, (int)rows, (int)columns, (int)columns, 1) || AreShares(floats, (int)columns, (int)rows, 1, (int)columns);
    }

    private static bool AreShares(ReadOnlySpan<float> values, int lines, int length, int lineStep, int step)
    {
        // A square matrix with one 1 in each line is an identity, and may be a weight that begins so.
        var several = lines != length;
        for (var line = 0; line < lines; line++)
        {
            var (share, count) = (0f, 0);
            for (var i = 0; i < length; i++)
            {
                var value = values[(line * lineStep) + (i * step)];
                if (value != 0 && (value < 0 || (count > 0 && value != share)))
                {
                    return false;
                }

                (share, count) = value == 0 ? (share, count) : (value, count + 1);
            }

            if (count == 0 || Math.Abs((share * count) - 1) > Rounding)
            {
                return false;
            }

            several |= count > 1;
        }

        return several;
    }
}
