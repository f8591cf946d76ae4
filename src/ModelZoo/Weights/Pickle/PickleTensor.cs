namespace MlNetDeep;

/// <summary>A tensor in a PyTorch file: a view of a storage.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>Checks that the view lies inside its storage.</summary>
    public void Check(string name)
    {
        WeightEntry.CheckSize(name, Storage.Type, Shape);
        if (Shape.Length != Strides.Length || Strides.Any(s => s < 0) || Offset < 0)
        {
            throw new WeightFileException(
                $"Tensor '{name}' has shape {ShapeText.Format(Shape)} with strides {ShapeText.Format(Strides)} from "
                + $"element {Offset}, which cannot be.");
        }

        Int128 last = Offset;
        for (var i = 0; i < Shape.Length; i++)
        {
            last += (Int128)(Shape[i] - 1) * Strides[i];
        }

        if (!Shape.Contains(0) && last >= Storage.Count)
        {
            throw new WeightFileException(
                $"Tensor '{name}' reaches to element {last} of a storage of {Storage.Count}.");
        }
    }

    /// <summary>Gathers the elements, row by row, from the bytes of the storage.</summary>
    public byte[] Gather(byte[] storage)
    {
        var size = ElementTypes.SizeOf(Storage.Type);
        var length = (int)(TensorSizes.Count(Shape) ?? 0) * size;
        if (length == 0)
        {
            return [];
        }

        if (IsContiguous())
        {
            return length == storage.Length ? storage : storage.AsSpan((int)(Offset * size), length).ToArray();
        }

        var result = new byte[length];

        var index = new long[Shape.Length];
        var source = Offset;
        for (var target = 0; target < result.Length; target += size)
        {
            storage.AsSpan((int)(source * size), size).CopyTo(result.AsSpan(target));
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                source += Strides[axis];
                if (++index[axis] < Shape[axis])
                {
                    break;
                }

                source -= Shape[axis] * Strides[axis];
                index[axis] = 0;
            }
        }

        return result;
    }

    private bool IsContiguous()
    {
        long expected = 1;
        for (var axis = Shape.Length - 1; axis >= 0; axis--)
        {
            if (Shape[axis] != 1 && Strides[axis] != expected)
            {
                return false;
            }

            expected *= Shape[axis];
        }

        return true;
    }
}
