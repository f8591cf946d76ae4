namespace MlNetDeep;

/// <summary>Operators that move the elements of small constants, whose result's shape is known.</summary>
internal static class ConstantMoves
{
    public static NetworkTensor? Fill(NetworkNode node, string name, long[] dims)
    {
        var value = node.GetTensor("value") ?? NetworkTensor.Create(name, [0f], 1);
        return value.Count == 1 ? ConstantData.Pick(name, value, dims, _ => 0) : null;
    }

    public static NetworkTensor? Gather(NetworkNode node, string name, NetworkTensor data, NetworkTensor indices, long[] dims)
    {
        var axis = Axis(node.GetInt("axis", 0), data.Shape.Count);
        var picked = ConstantData.Integers(indices);
        var size = data.Shape[axis];
        if (picked.Any(i => i < -size || i >= size))
        {
            return null;
        }

        var inner = (int)Reshaping.Product(data.Shape.Skip(axis + 1));
        return ConstantData.Pick(name, data, dims, i =>
        {
            var (outer, rest) = (i / (inner * picked.Length), i % (inner * picked.Length));
            var at = picked[rest / inner];
            return (int)((((outer * size) + (at < 0 ? at + size : at)) * inner) + (rest % inner));
        });
    }

    public static NetworkTensor? Slice(NetworkNode node, string name, NetworkTensor data, IReadOnlyList<ValueShape?> inputs, long[] dims)
    {
        IReadOnlyList<long>? List(int input, string attribute) => input < inputs.Count && inputs[input] is { } value
            ? value.Integers : node.Has(attribute) ? node.GetInts(attribute) : null;
        var (rank, starts) = (data.Shape.Count, List(1, "starts"));
        if (starts is null)
        {
            return null;
        }

        var axes = List(3, "axes") ?? [.. Enumerable.Range(0, starts.Count).Select(i => (long)i)];
        var steps = List(4, "steps") ?? [.. Enumerable.Repeat(1L, starts.Count)];
        var first = new long[rank];
        long[] step = [.. Enumerable.Repeat(1L, rank)];
        for (var i = 0; i < starts.Count; i++)
        {
            var axis = Axis(axes[i], rank);
            var size = data.Shape[axis];
            var start = starts[i] < 0 ? Math.Max(starts[i], -size - 1) + size : starts[i];
            step[axis] = steps[i];
            first[axis] = steps[i] > 0 ? Math.Clamp(start, 0, size) : Math.Clamp(start, -1, size - 1);
        }

        return ConstantData.Pick(name, data, dims, Map(dims, data.Shape, (axis, at) => first[axis] + (at * step[axis])));
    }

    public static NetworkTensor? Concat(NetworkNode node, string name, NetworkTensor?[] tensors, long[] dims)
    {
        if (tensors.Any(t => t?.ElementType != tensors[0]!.ElementType))
        {
            return null;
        }

        var axis = Axis(node.GetInt("axis", 1), dims.Length);
        var size = ElementTypes.SizeOf(tensors[0]!.ElementType);
        var inner = (int)Reshaping.Product(dims.Skip(axis + 1)) * size;
        var bytes = new byte[Reshaping.Product(dims) * size];
        var outer = (int)Reshaping.Product(dims.Take(axis));
        var at = 0;
        for (var block = 0; block < outer; block++)
        {
            foreach (var tensor in tensors)
            {
                var length = (int)tensor!.Shape[axis] * inner;
                tensor.Bytes.Slice(block * length, length).CopyTo(bytes.AsSpan(at));
                at += length;
            }
        }

        return new NetworkTensor(name, tensors[0]!.ElementType, dims, bytes);
    }

    public static NetworkTensor Split(NetworkNode node, string name, NetworkTensor data, int index, long[] dims, ValueShape?[] outputs)
    {
        var axis = Axis(node.GetInt("axis", 0), dims.Length);
        var before = outputs.Take(index).Sum(o => o!.Dims[axis]);
        return ConstantData.Pick(name, data, dims, Map(dims, data.Shape, (a, at) => a == axis ? at + before : at));
    }

    public static NetworkTensor Transpose(NetworkNode node, string name, NetworkTensor data, long[] dims)
    {
        var rank = dims.Length;
        var order = node.GetInts("perm", [.. Enumerable.Range(0, rank).Reverse().Select(i => (long)i)]);
        var strides = Strides(data.Shape);
        return ConstantData.Pick(name, data, dims, i =>
        {
            long from = 0;
            for (var axis = rank - 1; axis >= 0; axis--)
            {
                (i, var at) = ((int)(i / dims[axis]), i % dims[axis]);
                from += at * strides[(int)order[axis]];
            }

            return (int)from;
        });
    }

    public static NetworkTensor Expand(string name, NetworkTensor data, long[] dims) =>
        ConstantData.Pick(name, data, dims, Broadcast(data.Shape, dims));

    public static NetworkTensor Tile(string name, NetworkTensor data, long[] dims) =>
        ConstantData.Pick(name, data, dims, Map(dims, data.Shape, (axis, at) => at % data.Shape[axis]));

    /// <summary>Which element of a value stands at a place of the shape that it is broadcast to.</summary>
    public static Func<int, int> Broadcast(IReadOnlyList<long> from, long[] to)
    {
        long[] padded = [.. Enumerable.Repeat(1L, to.Length - from.Count), .. from];
        return Map(to, padded, (axis, at) => padded[axis] == 1 ? 0 : at);
    }

    private static Func<int, int> Map(long[] dims, IReadOnlyList<long> source, Func<int, long, long> along)
    {
        var strides = Strides(source);
        return i =>
        {
            long from = 0;
            for (var axis = dims.Length - 1; axis >= 0; axis--)
            {
                (i, var at) = ((int)(i / dims[axis]), i % dims[axis]);
                from += along(axis, at) * strides[axis];
            }

            return (int)from;
        };
    }

    private static long[] Strides(IReadOnlyList<long> dims)
    {
        var strides = new long[dims.Count];
        long stride = 1;
        for (var axis = strides.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= dims[axis];
        }

        return strides;
    }

    private static int Axis(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);
}
