using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Means, sums and maxima over axes.</summary>
internal static class ReductionOperators
{
    public static void AddTo(Dictionary<string, OperatorEntry> table)
    {
        table["ReduceMean"] = new(c => Reduce(c, (x, axes, keep) => x.mean(axes, keep)), "axes that the network computes");
        table["ReduceSum"] = new(c => Reduce(c, (x, axes, keep) => x.sum(axes, keep)), "axes that the network computes");
        table["ReduceMax"] = new(c => Reduce(c, (x, axes, keep) => x.amax(axes, keep)), "axes that the network computes");
    }

    private static Operation Reduce(NodeContext c, Func<Tensor, long[], bool, Tensor> apply)
    {
        long[]? axes = c.Ints(1, "axes");
        bool keep = c.Node.GetInt("keepdims", 1) != 0;
        bool nothing = axes is not { Length: > 0 } && c.Node.GetInt("noop_with_empty_axes", 0) != 0;
        return ActivationOperators.Unary(c, x => nothing ? x.alias() : apply(x, axes is { Length: > 0 } ? axes : AllAxes(x), keep));
    }

    private static long[] AllAxes(Tensor x)
    {
        var axes = new long[x.ndim];
        for (int i = 0; i < axes.Length; i++)
        {
            axes[i] = i;
        }

        return axes;
    }
}
