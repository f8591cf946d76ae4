namespace MlNetDeep;

/// <summary>Shape rules of operators that join and cut values.</summary>
internal static class Joining
{
    public static void Concat(ShapeContext context)
    {
        var first = context.Dims(0, 1, "with at least one dimension");
        var axis = context.Axis(context.Node.GetInt("axis", 1), first.Length);
        long[] output = [.. first];
        for (var i = 1; i < context.InputCount; i++)
        {
            var dims = context.Dims(i);
            if (dims.Length != first.Length || dims.Where((d, a) => a != axis && d != first[a]).Any())
            {
                context.Throw(
                    $"the inputs {ShapeText.Format(first)} and {ShapeText.Format(dims)} differ in more than axis "
                    + $"{axis}.");
            }

            output[axis] = checked(output[axis] + dims[axis]);
        }

        var known = output.Length == 1 && output[0] <= ValueShape.MaxIntegers
            && Enumerable.Range(0, context.InputCount).All(i => context.Value(i).Integers is not null);
        context.Set(0, new ValueShape(
            output,
            known ? [.. Enumerable.Range(0, context.InputCount).SelectMany(i => context.Value(i).Integers!)] : null));
    }

    public static void Split(ShapeContext context)
    {
        var x = context.Dims(0);
        var axis = context.Axis(context.Node.GetInt("axis", 0), x.Length);
        var count = context.Outputs.Length;
        var stated = context.IntegersOrAttribute(1, "split");
        var even = Window.Ceiling(x[axis], count);
        for (var i = 0; i < count; i++)
        {
            var size = stated is null ? Math.Min(even, x[axis] - (even * i)) : i < stated.Count ? stated[i] : -1;
            if (size < 0 || (stated is not null && (stated.Count != count || stated.Sum() != x[axis])))
            {
                context.Throw($"{ShapeText.Format(x)} cannot be split so into {count} parts on axis {axis}.");
            }

            long[] output = [.. x];
            output[axis] = size;
            context.Set(i, output);
        }
    }

    public static void Slice(ShapeContext context)
    {
        var value = context.Value(0);
        var x = value.Dims;
        var starts = context.IntegersOrAttribute(1, "starts") ?? throw context.Fail("starts is missing.");
        var ends = context.IntegersOrAttribute(2, "ends") ?? throw context.Fail("ends is missing.");
        var axes = context.IntegersOrAttribute(3, "axes") ?? [.. Enumerable.Range(0, starts.Count).Select(i => (long)i)];
        var steps = context.Has(4) ? context.Integers(4) : [.. Enumerable.Repeat(1L, starts.Count)];
        if (ends.Count != starts.Count || axes.Count != starts.Count || steps.Length != starts.Count)
        {
            context.Throw("starts, ends, axes and steps differ in length.");
        }

        long[] output = [.. x];
        var kept = value.Integers;
        for (var i = 0; i < starts.Count; i++)
        {
            var axis = context.Axis(axes[i], x.Length);
            if (steps[i] is 0 or long.MinValue)
            {
                context.Throw($"step {steps[i]} is not possible.");
            }

            var (size, step) = (x[axis], steps[i]);
            var start = Clamp(starts[i], size, step > 0 ? size : size - 1, step > 0 ? 0 : -1);
            var end = Clamp(ends[i], size, step > 0 ? size : size - 1, step > 0 ? 0 : -1);
            output[axis] = step > 0
                ? Math.Max(0, Window.Ceiling(end - start, step))
                : Math.Max(0, Window.Ceiling(start - end, -step));
            kept = kept is null || x.Length != 1
                ? null : [.. Enumerable.Range(0, (int)output[0]).Select(k => value.Integers![start + (k * step)])];
        }

        context.Set(0, new ValueShape(output, kept));
    }

    public static void Gather(ShapeContext context)
    {
        var (x, indices) = (context.Value(0), context.Value(1));
        var axis = context.Axis(context.Node.GetInt("axis", 0), x.Dims.Length);
        long[]? values = null;
        if (x is { Integers: { } integers, Dims.Length: 1 } && indices.Integers is { } wanted)
        {
            values = [.. wanted.Select(i => integers[context.Axis(i, integers.Length)])];
        }

        context.Set(0, new ValueShape([.. x.Dims[..axis], .. indices.Dims, .. x.Dims[(axis + 1)..]], values));
    }

    // A position counted from either end, moved into the range that the direction of the step allows.
    private static long Clamp(long position, long size, long most, long least)
    {
        var fromStart = position < 0 ? checked(Math.Max(position, -size - 1) + size) : position;
        return Math.Max(least, Math.Min(most, fromStart));
    }
}
