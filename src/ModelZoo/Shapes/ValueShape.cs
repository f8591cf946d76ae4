namespace MlNetDeep;

/// <summary>
/// What shape inference knows about a value: its dimensions; its numbers where it is a small integer constant (the
/// arithmetic on shapes that exporters write); the tensor where it is a constant of another type.
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
            _ => new(dims, null, tensor),
        };
    }
}
