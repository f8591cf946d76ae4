namespace MlNetDeep;

/// <summary>
/// What shape inference knows about a value: its dimensions; its numbers where it is a small constant of integers or truth
/// values (the arithmetic on shapes that exporters write), row by row; the tensor where it is a constant of another type.
/// </summary>
internal sealed record ValueShape(long[] Dims, long[]? Integers = null, NetworkTensor? Tensor = null)
{
    public const int MaxIntegers = 4096;

    public static ValueShape Of(NetworkTensor tensor)
    {
        long[] dims = [.. tensor.Shape];
        if (tensor.Count > MaxIntegers)
        {
            return new(dims, null, tensor);
        }

        return tensor.ElementType switch
        {
            TensorElementType.Int64 => new(dims, tensor.Int64s.ToArray(), tensor),
            TensorElementType.Int32 => new(
                dims,
                [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(tensor.Bytes).ToArray().Select(v => (long)v)],
                tensor),
            TensorElementType.Bool => new(dims, [.. tensor.Bytes.ToArray().Select(v => v == 0 ? 0L : 1)], tensor),
            _ => new(dims, null, tensor),
        };
    }

    /// <summary>The numbers of a value made from this one's; null when they are not known, or too many.</summary>
    /// <param name="dims">The dimensions of the other value.</param>
    /// <param name="source">The place here that a place there takes its number from.</param>
    public long[]? Pick(long[] dims, Func<long[], long[]> source)
    {
        var count = TensorSizes.Count(dims) ?? long.MaxValue;
        if (Integers is not { } numbers || count > MaxIntegers || TensorSizes.Count(Dims) != numbers.Length)
        {
            return null;
        }

        var (result, place) = (new long[count], new long[dims.Length]);
        for (var i = 0; i < result.Length; i++)
        {
            long rest = i, at = 0;
            for (var axis = dims.Length - 1; axis >= 0; axis--)
            {
                place[axis] = rest % dims[axis];
                rest /= dims[axis];
            }

            var from = source(place);
            for (var axis = 0; axis < Dims.Length; axis++)
            {
                at = (at * Dims[axis]) + from[axis];
            }

            result[i] = numbers[at];
        }

        return result;
    }
}
