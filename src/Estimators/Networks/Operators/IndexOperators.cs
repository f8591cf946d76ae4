using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Operators that join, cut, and pick values by their places.</summary>
internal static class IndexOperators
{
    public static void AddTo(OperatorTable table)
    {
        table.Add("Concat", 1, c => Concat(c, c.Int("axis", 1)));
        table.Add("Split", 1, c => Split(c, c.Numbers(1, "split"), even: true));
        table.Add("Split", 18, c => Split(c, c.Numbers(1), even: false));
        table.Add("Slice", 1, c => Slice(c, c.Numbers(1, "starts"), c.Numbers(2, "ends"), c.Numbers(3, "axes"), null));
        table.Add("Slice", 10, c => Slice(c, c.Numbers(1), c.Numbers(2), c.Numbers(3), c.Numbers(4)));
        table.Add("Gather", 1, Gather);
        table.Add("GatherElements", 11, c =>
        {
            long axis = c.Int("axis", 0);
            return c.Binary((x, indices) => x.gather(axis, FromStart(indices, x.size((int)(axis < 0 ? axis + x.ndim : axis)))));
        });
        table.Add("GatherND", 11, c =>
        {
            int batch = (int)c.Int("batch_dims", 0);
            return c.Binary((x, indices) => GatherNd(c, x, indices, batch));
        });
    }

    /// <summary>Places counted from the start; ONNX lets them count from the end too.</summary>
    public static Tensor FromStart(Tensor indices, long size)
    {
        Tensor places = indices.to_type(ScalarType.Int64);
        return where(places.lt(S(0L)), places.add(S(size), S(1)), places);
    }

    /// <summary>The whole numbers from 0 on.</summary>
    public static Tensor Count(long count, Device device) => arange(S(0L), S(count), S(1L), ScalarType.Int64, device);

    /// <summary>The place in the flattened leading dimensions that each row of indices names.</summary>
    public static Tensor FlatPlaces(NodeContext c, Tensor indices, ReadOnlySpan<long> sizes)
    {
        if (indices.ndim == 0 || indices.size((int)indices.ndim - 1) != sizes.Length)
        {
            throw c.Failure($"indices of shape [{InvariantText.Join(", ", indices.shape)}] do not name places in [{InvariantText.Join(", ", sizes.ToArray())}].");
        }

        Tensor flat = zeros(indices.shape[..^1], ScalarType.Int64, indices.device);
        for (int i = 0; i < sizes.Length; i++)
        {
            flat = flat.mul(S(sizes[i])).add(FromStart(indices.select(-1, i), sizes[i]), S(1));
        }

        return flat;
    }

    private static Operation Concat(NodeContext c, long axis)
    {
        int[] inputs = c.AllIn();
        int output = c.Out;
        return f => f[output] = cat([.. inputs.Select(i => f[i])], axis);
    }

    private static Operation Split(NodeContext c, NumberList? numbers, bool even)
    {
        int input = c.In(0), count = c.OutputCount;
        int[] outputs = [.. Enumerable.Range(0, count).Select(c.OptionalOut)];
        long axis = c.Int("axis", 0);
        if (!even && c.Has("num_outputs") && c.Int("num_outputs", 0) != count)
        {
            c.Unsupported($"num_outputs must be the number of outputs, {count}.");
        }

        return f =>
        {
            Tensor x = f[input];
            long along = axis < 0 ? axis + x.ndim : axis, size = x.size((int)along), part = (size + count - 1) / count;
            long[] sizes = numbers?.In(f) ?? [.. Enumerable.Range(0, count).Select(i => Math.Clamp(size - (i * part), 0, part))];
            if (sizes.Length != count || sizes.Sum() != size || (even && numbers is null && size % count != 0))
            {
                throw c.Failure($"{size} along axis {axis} cannot be split into {count} parts of [{InvariantText.Join(", ", sizes)}].");
            }

            Tensor[] parts = x.split(sizes, along);
            for (int i = 0; i < count; i++)
            {
                f[outputs[i]] = parts[i];
            }
        };
    }

    private static Operation Slice(NodeContext c, NumberList? starts, NumberList? ends, NumberList? axes, NumberList? steps)
    {
        if (starts is null || ends is null)
        {
            c.Unsupported("starts and ends are missing.");
        }

        int input = c.In(0), output = c.Out;
        return f =>
        {
            long[] from = starts.In(f), to = ends.In(f);
            long[] along = axes?.In(f) ?? [.. Enumerable.Range(0, from.Length).Select(i => (long)i)];
            long[] by = steps?.In(f) ?? [.. from.Select(_ => 1L)];
            if (to.Length != from.Length || along.Length != from.Length || by.Length != from.Length || by.Any(s => s is 0 or long.MinValue))
            {
                throw c.Failure("starts, ends, axes and steps must have the same length, and no step may be 0.");
            }

            Tensor result = f[input].alias();
            for (int i = 0; i < from.Length; i++)
            {
                using Tensor previous = result;
                result = Slice(previous, along[i] < 0 ? along[i] + previous.ndim : along[i], from[i], to[i], by[i]);
            }

            f[output] = result;
        };
    }

    // Backwards is forwards on the flipped axis.
    private static Tensor Slice(Tensor x, long axis, long start, long end, long step)
    {
        long size = x.size((int)axis), least = step > 0 ? 0 : -1, most = step > 0 ? size : size - 1;
        long Bound(long at) => Math.Clamp(at < 0 ? Math.Max(at, -size - 1) + size : at, least, most);
        (long first, long stop) = step > 0 ? (Bound(start), Bound(end)) : (size - 1 - Bound(start), size - 1 - Bound(end));
        using Tensor? flipped = step > 0 ? null : x.flip([axis]);
        return (flipped ?? x).slice(axis, first, Math.Max(first, stop), Math.Abs(step));
    }

    private static Operation Gather(NodeContext c)
    {
        int input = c.In(0), indices = c.In(1), output = c.Out;
        long axis = c.Int("axis", 0);
        return f =>
        {
            Tensor x = f[input], index = f[indices].to(x.device);
            int along = (int)(axis < 0 ? axis + x.ndim : axis);
            Tensor picked = x.index_select(along, FromStart(index, x.size(along)).reshape(-1));
            f[output] = index.ndim == 1 ? picked : picked.reshape([.. x.shape[..along], .. index.shape, .. x.shape[(along + 1)..]]);
        };
    }

    private static Tensor GatherNd(NodeContext c, Tensor x, Tensor indices, int batch)
    {
        int depth = (int)indices.size((int)indices.ndim - 1);
        if (batch < 0 || batch >= indices.ndim || batch + depth > x.ndim)
        {
            throw c.Failure($"indices of shape [{InvariantText.Join(", ", indices.shape)}] do not fit the input's [{InvariantText.Join(", ", x.shape)}].");
        }

        // Each batch entry's places are behind those of the entries before it.
        long[] named = x.shape[batch..(batch + depth)], rest = x.shape[(batch + depth)..];
        long entries = x.shape[..batch].Aggregate(1L, (a, b) => a * b), places = named.Aggregate(1L, (a, b) => a * b);
        Tensor flat = FlatPlaces(c, indices, named).reshape(entries, -1);
        flat = flat.add(Count(entries, flat.device).mul(S(places)).unsqueeze(1), S(1));
        Tensor rows = x.reshape([entries * places, .. rest]).index_select(0, flat.reshape(-1));
        return rows.reshape([.. indices.shape[..^1], .. rest]);
    }
}
