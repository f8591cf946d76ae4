namespace MlNetDeep;

/// <summary>Shape rules of operators that collapse axes.</summary>
internal static class Reductions
{
    public static void Reduce(ShapeContext context)
    {
        var x = context.Dims(0);
        var stated = context.IntegersOrAttribute(1, "axes");
        if (stated is not { Count: > 0 } && context.Node.GetInt("noop_with_empty_axes", 0) != 0)
        {
            context.Set(0, x);
            return;
        }

        var axes = stated is { Count: > 0 }
            ? stated.Select(a => context.Axis(a, x.Length)).ToHashSet()
            : [.. Enumerable.Range(0, x.Length)];
        Collapse(context, x, axes);
    }

    public static void Arg(ShapeContext context)
    {
        var x = context.Dims(0);
        Collapse(context, x, [context.Axis(context.Node.GetInt("axis", 0), x.Length)]);
    }

    public static void TopK(ShapeContext context)
    {
        var x = context.Dims(0);
        var axis = context.Axis(context.Node.GetInt("axis", -1), x.Length);
        var count = context.Has(1) ? context.Integers(1) is [var k] ? k : -1 : context.Node.GetInt("k", -1);
        if (count < 0 || count > x[axis])
        {
            context.Throw($"there are no {count} values along axis {axis} of {ShapeText.Format(x)}.");
        }

        long[] output = [.. x];
        output[axis] = count;
        context.Set(0, output);
        context.Set(1, output);
    }

    private static void Collapse(ShapeContext context, long[] x, HashSet<int> axes) =>
        context.Set(0, context.Node.GetInt("keepdims", 1) != 0
            ? [.. x.Select((d, i) => axes.Contains(i) ? 1 : d)]
            : [.. x.Where((_, i) => !axes.Contains(i))]);
}
