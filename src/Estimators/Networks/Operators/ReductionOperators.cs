using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Sums, means, norms and extremes over axes, and the places of the largest values.</summary>
internal static class ReductionOperators
{
    public static void AddTo(OperatorTable table)
    {
        Add(table, "ReduceSum", false, (x, axes, keep) => x.sum(axes, keep, x.dtype));
        Add(table, "ReduceMean", false, Mean);
        Add(table, "ReduceMax", false, (x, axes, keep) => x.amax(axes, keep));
        Add(table, "ReduceMin", false, (x, axes, keep) => x.amin(axes, keep));
        Add(table, "ReduceProd", false, (x, axes, keep) => OneByOne(x, axes, keep, (v, axis) => v.prod(axis, keep, x.dtype)));
        Add(table, "ReduceL1", true, (x, axes, keep) => x.abs().sum(axes, keep, x.dtype));
        Add(table, "ReduceL2", true, (x, axes, keep) => x.mul(x).sum(axes, keep).sqrt().to_type(x.dtype));
        Add(table, "ReduceSumSquare", true, (x, axes, keep) => x.mul(x).sum(axes, keep, x.dtype));
        Add(table, "ReduceLogSum", true, (x, axes, keep) => x.sum(axes, keep).log());
        Add(table, "ReduceLogSumExp", true, (x, axes, keep) => OneByOne(x, axes, keep, (v, axis) => v.logsumexp(axis, keep)));
        table.Add("ArgMax", 1, c => Arg(c, (x, axis) => x.argmax(axis, keepdim: true)));
        table.Add("ArgMin", 1, c => Arg(c, (x, axis) => x.argmin(axis, keepdim: true)));
        table.Add("TopK", 1, c => TopK(c, c.Int("k", 0)));
        table.Add("TopK", 10, c => TopK(c, null));
    }

    /// <param name="table">The table.</param>
    /// <param name="name">The operator.</param>
    /// <param name="changes">Whether it changes a value that stands alone; then versions differ about what no axes mean.</param>
    /// <param name="apply">The reduction of a value over axes, which keeps them as size 1 or not.</param>
    private static void Add(OperatorTable table, string name, bool changes, Func<Tensor, long[], bool, Tensor> apply) =>
        table.Add(name, 1, c => Reduce(c, changes, apply), changes ? "noop_with_empty_axes without axes" : "");

    private static Operation Reduce(NodeContext c, bool changes, Func<Tensor, long[], bool, Tensor> apply)
    {
        NumberList? axes = c.Numbers(1, "axes");
        int input = c.In(0), output = c.Out;
        bool keep = c.Flag("keepdims", true), noop = c.Flag("noop_with_empty_axes");
        return f =>
        {
            Tensor x = f[input];
            long[] along = axes?.In(f) ?? [];
            if (along.Length == 0 && noop)
            {
                f[output] = changes ? throw c.Failure("noop_with_empty_axes without axes is not supported.") : x.alias();
                return;
            }

            long[] all = along.Length > 0 ? along : [.. Enumerable.Range(0, (int)x.ndim).Select(i => (long)i)];
            f[output] = all.Length == 0 ? apply(x.reshape(1), [0], false) : apply(x, all, keep);
        };
    }

    private static Tensor Mean(Tensor x, long[] axes, bool keep)
    {
        if (x.is_floating_point())
        {
            return x.mean(axes, keep);
        }

        Tensor sum = x.sum(axes, keep, x.dtype);
        return sum.div(S(x.numel() / Math.Max(1, sum.numel())), RoundingMode.trunc);
    }

    /// <summary>Axis by axis, from the last one on, so that those before keep their numbers.</summary>
    private static Tensor OneByOne(Tensor x, long[] axes, bool keep, Func<Tensor, long, Tensor> apply)
    {
        foreach (long axis in axes.Select(a => a < 0 ? a + x.ndim : a).OrderDescending().ToArray())
        {
            x = apply(x, axis);
        }

        return x;
    }

    private static Operation Arg(NodeContext c, Func<Tensor, long, Tensor> find)
    {
        long axis = c.Int("axis", 0);
        bool keep = c.Flag("keepdims", true), last = c.Flag("select_last_index");
        return c.Unary(x =>
        {
            long along = axis < 0 ? axis + x.ndim : axis;
            Tensor found = find(last ? x.flip([along]) : x, along);
            found = last ? found.neg().add(S(x.size((int)along) - 1), S(1)) : found;
            return keep ? found : found.squeeze(along);
        });
    }

    // A stable sort, because equal values come in the order of their indices.
    private static Operation TopK(NodeContext c, long? stated)
    {
        NumberList? count = stated is null ? c.Numbers(1) ?? throw c.Refusal("the number of values is missing.") : null;
        int input = c.In(0), values = c.Out, indices = c.OptionalOut(1);
        long axis = c.Int("axis", -1);
        bool largest = c.Flag("largest", true);
        c.Ignore("sorted");
        return f =>
        {
            Tensor x = f[input];
            long k = stated ?? count!.In(f)[0], along = axis < 0 ? axis + x.ndim : axis;
            if (k < 0 || k > x.size((int)along))
            {
                throw c.Failure($"there are no {k} values along axis {axis} of shape [{InvariantText.Join(", ", x.shape)}].");
            }

            (Tensor sorted, Tensor places) = x.sort(along, largest, stable: true);
            f[values] = sorted.narrow(along, 0, k);
            f[indices] = places.narrow(along, 0, k);
        };
    }
}
