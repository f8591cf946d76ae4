using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Padding with a value, the edge, a mirror image or the other side; a negative number cuts.</summary>
internal static class PadOperators
{
    public static void AddTo(OperatorTable table)
    {
        table.Add("Pad", 2, c => Pad(c, c.Numbers(1, "pads"), null, -1, c.Float("value", 0)));
        table.Add("Pad", 11, c => Pad(c, c.Numbers(1), c.Numbers(3), c.OptionalIn(2), c.Constant(2) is null ? null : c.Number(2)));
    }

    private static Operation Pad(NodeContext c, NumberList? numbers, NumberList? axes, int valueSlot, double? known)
    {
        NumberList pads = numbers ?? throw c.Refusal("pads is missing.");
        int input = c.In(0), output = c.Out;
        string mode = c.OneOf("mode", "constant", "reflect", "edge", "wrap");
        return f =>
        {
            Tensor x = f[input];
            long[] all = Spread(c, pads.In(f), axes?.In(f), (int)x.ndim);
            double value = known ?? (valueSlot < 0 ? 0 : f[valueSlot].ToNumber());
            f[output] = mode == "constant" ? Constant(x, all, value) : ByPlaces(c, x, all, mode);
        };
    }

    /// <summary>A number for the beginning of each axis, then for the ends.</summary>
    private static long[] Spread(NodeContext c, long[] pads, long[]? axes, int rank)
    {
        int count = axes?.Length ?? rank;
        if (pads.Length != 2 * count)
        {
            throw c.Failure($"pads must have {2 * count} numbers, but has {pads.Length}.");
        }

        if (axes is null)
        {
            return pads;
        }

        var all = new long[2 * rank];
        for (int i = 0; i < count; i++)
        {
            int axis = (int)(axes[i] < 0 ? axes[i] + rank : axes[i]);
            all[axis] = pads[i];
            all[axis + rank] = pads[i + count];
        }

        return all;
    }

    private static Tensor Constant(Tensor x, long[] pads, double value)
    {
        // torch lists pairs from the last axis on, and only as many as are needed.
        int rank = (int)x.ndim, outermost = 0;
        while (outermost < rank && pads[outermost] == 0 && pads[outermost + rank] == 0)
        {
            outermost++;
        }

        long[] pairs = [.. Enumerable.Range(outermost, rank - outermost).Reverse().SelectMany(i => new[] { pads[i], pads[i + rank] })];
        return pairs.Length == 0 ? x.alias() : F.pad(x, pairs, TorchSharp.PaddingModes.Constant, value);
    }

    private static Tensor ByPlaces(NodeContext c, Tensor x, long[] pads, string mode)
    {
        int rank = (int)x.ndim;
        Tensor result = x.alias();
        for (int axis = 0; axis < rank; axis++)
        {
            long size = x.size(axis), before = pads[axis], behind = pads[axis + rank];
            if (before == 0 && behind == 0)
            {
                continue;
            }

            if (size == 0 || size + before + behind < 0)
            {
                throw c.Failure($"axis {axis} of shape [{InvariantText.Join(", ", x.shape)}] cannot be padded by {before} and {behind}.");
            }

            long[] places = [.. Enumerable.Range(0, (int)(size + before + behind)).Select(i => Place(i - before, size, mode))];
            result = result.index_select(axis, tensor(places, ScalarType.Int64, x.device));
        }

        return result;
    }

    private static long Place(long at, long size, string mode)
    {
        if (mode == "edge")
        {
            return Math.Clamp(at, 0, size - 1);
        }

        long period = mode == "wrap" ? size : Math.Max(1, 2 * (size - 1)), within = ((at % period) + period) % period;
        return mode == "wrap" || within < size ? within : period - within;
    }
}
