namespace MlNetDeep;

/// <summary>A tensor in a file whose header was checked; its bytes are read when asked for.</summary>
/// <param name="Info">Name, type and shape.</param>
/// <param name="Read">Reads the elements, row by row, little-endian.</param>
internal sealed record WeightEntry(WeightInfo Info, Func<byte[]> Read)
{
    /// <summary>The number of bytes, when the shape is possible and one array can hold them; throws otherwise.</summary>
    public static int CheckSize(string name, TensorElementType type, IReadOnlyList<long> shape)
    {
        if (TensorSizes.Count(shape) is not { } count || count > Array.MaxLength / ElementTypes.SizeOf(type))
        {
            throw new WeightFileException(
                $"Tensor '{name}' has the impossible shape {ShapeText.Format(shape)}: at most {TensorSizes.MaxRank} "
                + "dimensions of at least 0 with less than 2 GiB of elements are possible.");
        }

        return (int)count * ElementTypes.SizeOf(type);
    }
}
