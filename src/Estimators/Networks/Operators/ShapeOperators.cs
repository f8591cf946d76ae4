using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Operators that move values without changing them.</summary>
internal static class ShapeOperators
{
    public static void AddTo(Dictionary<string, OperatorEntry> table)
    {
        table["Flatten"] = new(Flatten);
        table["Reshape"] = new(Reshape);
        table["Transpose"] = new(Transpose);
        table["Squeeze"] = new(Squeeze, "axes that the network computes");
        table["Unsqueeze"] = new(Unsqueeze, "axes that the network computes");
        table["Concat"] = new(c =>
        {
            int[] inputs = [.. Enumerable.Range(0, c.InputCount).Select(c.In)];
            int output = c.Out;
            long axis = c.Node.GetInt("axis", 1);
            return f => f[output] = cat([.. inputs.Select(i => f[i])], axis);
        });
        table["Pad"] = new(Pad, "modes other than constant, reflect and edge; pads that the network computes; the wrap mode");
        table["Shape"] = new(c => ActivationOperators.Unary(c, x => tensor(x.shape, ScalarType.Int64)), "start and end");
        table["Gather"] = new(Gather, "indices with more than one dimension");
        table["Slice"] = new(Slice, "negative steps; bounds that the network computes");
        table["Constant"] = new(_ => static _ => { });
    }

    private static Operation Flatten(NodeContext c)
    {
        long axis = c.Node.GetInt("axis", 1);
        return axis == 1
            ? ActivationOperators.Unary(c, x => x.ndim == 2 ? x.alias() : x.reshape(x.size(0), x.numel() / Math.Max(1, x.size(0))))
            : ActivationOperators.Unary(c, x =>
            {
                long split = axis < 0 ? axis + x.ndim : axis, rows = 1;
                for (int i = 0; i < split; i++)
                {
                    rows *= x.size(i);
                }

                return x.reshape(rows, rows == 0 ? 0 : x.numel() / rows);
            });
    }

    private static Operation Reshape(NodeContext c)
    {
        int input = c.In(0), shapeSlot = c.OptionalIn(1), output = c.Out;
        bool allowZero = c.Node.GetInt("allowzero", 0) != 0;
        MlNetDeep.NetworkTensor? constant = c.Constant(1);
        long[]? known = constant is not null || c.Node.Has("shape") ? c.Ints(1, "shape") : null;
        return f =>
        {
            Tensor x = f[input];
            long[] shape = known is not null ? (long[])known.Clone() : ToLongs(f[shapeSlot]);
            for (int i = 0; i < shape.Length && !allowZero; i++)
            {
                shape[i] = shape[i] == 0 ? x.size(i) : shape[i];
            }

            f[output] = x.reshape(shape);
        };
    }

    private static Operation Transpose(NodeContext c)
    {
        long[]? order = c.Node.Has("perm") ? [.. c.Node.GetInts("perm")] : null;
        return ActivationOperators.Unary(c, x =>
        {
            long[] axes = order ?? [.. Enumerable.Range(0, (int)x.ndim).Reverse().Select(i => (long)i)];
            return x.permute(axes);
        });
    }

    private static Operation Squeeze(NodeContext c)
    {
        long[]? axes = c.Ints(1, "axes");
        return ActivationOperators.Unary(c, x =>
        {
            bool Drops(int axis) => axes is null ? x.size(axis) == 1 : axes.Contains(axis) || axes.Contains(axis - x.ndim);
            return x.reshape([.. Enumerable.Range(0, (int)x.ndim).Where(i => !Drops(i)).Select(i => x.size(i))]);
        });
    }

    private static Operation Unsqueeze(NodeContext c)
    {
        long[] axes = c.Ints(1, "axes") ?? [];
        return ActivationOperators.Unary(c, x =>
        {
            long rank = x.ndim + axes.Length;
            var shape = new List<long>(x.shape);
            foreach (long axis in axes.Select(a => a < 0 ? a + rank : a).Order())
            {
                shape.Insert((int)axis, 1);
            }

            return x.reshape([.. shape]);
        });
    }

    private static Operation Pad(NodeContext c)
    {
        long[] pads = c.Ints(1, "pads") ?? [];
        double value = c.Float(2, "value") ?? 0;
        TorchSharp.PaddingModes mode = c.Node.GetString("mode", "constant") switch
        {
            "constant" => TorchSharp.PaddingModes.Constant,
            "reflect" => TorchSharp.PaddingModes.Reflect,
            "edge" => TorchSharp.PaddingModes.Replicate,
            var other => throw new UnsupportedOperatorException(c.Node.Name, c.Node.OpType, $"mode '{other}' is not supported."),
        };

        // ONNX lists all begins, then all ends; torch lists pairs from the last axis on, and only as many as are needed.
        int rank = pads.Length / 2, outermost = 0;
        while (outermost < rank && pads[outermost] == 0 && pads[outermost + rank] == 0)
        {
            outermost++;
        }

        var pairs = new List<long>();
        for (int axis = rank - 1; axis >= outermost; axis--)
        {
            pairs.Add(pads[axis]);
            pairs.Add(pads[axis + rank]);
        }

        long[] order = [.. pairs];
        return ActivationOperators.Unary(c, x => order.Length == 0 ? x.alias() : F.pad(x, order, mode, value));
    }

    private static Operation Gather(NodeContext c)
    {
        int input = c.In(0), indices = c.In(1), output = c.Out;
        long axis = c.Node.GetInt("axis", 0);
        if (c.Constant(1) is { Shape.Count: > 1 })
        {
            c.Unsupported("indices must be a number or a list.");
        }

        return f =>
        {
            Tensor x = f[input], index = f[indices].to(x.device);
            long dimension = axis < 0 ? axis + x.ndim : axis, size = x.size((int)dimension);
            Tensor positive = where(index.lt(S(0)), index.add(S(size), S(1)), index);
            Tensor picked = x.index_select(dimension, positive.reshape(-1));
            f[output] = index.ndim == 0 ? picked.squeeze(dimension) : picked;
        };
    }

    private static Operation Slice(NodeContext c)
    {
        long[] starts = c.Ints(1, "starts") ?? [], ends = c.Ints(2, "ends") ?? [];
        long[] axes = c.Ints(3, "axes") ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        long[] steps = c.Ints(4) ?? [.. starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Any(s => s < 1))
        {
            c.Unsupported("starts, ends, axes and steps must have the same length, and steps must be at least 1.");
        }

        return ActivationOperators.Unary(c, x =>
        {
            Tensor result = x.alias();
            for (int i = 0; i < starts.Length; i++)
            {
                using Tensor previous = result;
                long axis = axes[i] < 0 ? axes[i] + previous.ndim : axes[i], size = previous.size((int)axis);
                long Bound(long at) => Math.Clamp(at < 0 ? at + size : at, 0, size);
                result = previous.slice(axis, Bound(starts[i]), Bound(ends[i]), steps[i]);
            }

            return result;
        });
    }

    private static long[] ToLongs(Tensor values)
    {
        using Tensor longs = values.to_type(ScalarType.Int64).cpu().contiguous();
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(longs.bytes).ToArray();
    }
}
