namespace MlNetDeep;

/// <summary>Shape rules of operators that keep the elements and change the dimensions.</summary>
internal static class Reshaping
{
    public static void Flatten(ShapeContext context)
    {
        var x = context.Dims(0);
        var stated = context.Node.GetInt("axis", 1);
        var axis = stated == x.Length ? x.Length : context.Axis(stated, x.Length);
        context.Set(0, Product(x[..axis]), Product(x[axis..]));
    }

    public static void Reshape(ShapeContext context)
    {
        var x = context.Dims(0);
        var wanted = context.IntegersOrAttribute(1, "shape") ?? throw context.Fail("the new shape is missing.");
        var keepZero = context.Node.GetInt("allowzero", 0) != 0;
        var output = new long[wanted.Count];
        var open = -1;
        for (var i = 0; i < output.Length; i++)
        {
            if (wanted[i] < -1 || (wanted[i] == -1 && open >= 0) || (wanted[i] == 0 && !keepZero && i >= x.Length))
            {
                context.Throw(
                    $"the new shape {ShapeText.Format(wanted)} is not possible for an input {ShapeText.Format(x)}.");
            }

            open = wanted[i] == -1 ? i : open;
            output[i] = wanted[i] == -1 ? 1 : wanted[i] == 0 && !keepZero ? x[i] : wanted[i];
        }

        var (have, fixedPart) = (Product(x), Product(output));
        if (open >= 0 && fixedPart > 0 && have % fixedPart == 0)
        {
            output[open] = have / fixedPart;
        }

        if (Product(output) != have)
        {
            context.Throw(
                $"the input {ShapeText.Format(x)} has {have} elements, which do not fit the new shape "
                + $"{ShapeText.Format(wanted)}.");
        }

        context.Set(0, new ValueShape(output, context.Value(0).Integers));
    }

    public static void Transpose(ShapeContext context)
    {
        var x = context.Dims(0);
        var order = context.Node.GetInts("perm", [.. Enumerable.Range(0, x.Length).Reverse().Select(i => (long)i)]);
        if (!order.Order().SequenceEqual(Enumerable.Range(0, x.Length).Select(i => (long)i)))
        {
            context.Throw($"perm {ShapeText.Format(order)} is no order of the axes of {ShapeText.Format(x)}.");
        }

        context.Set(0, [.. order.Select(axis => x[axis])]);
    }

    public static void Squeeze(ShapeContext context)
    {
        var x = context.Dims(0);
        var axes = context.IntegersOrAttribute(1, "axes")?.Select(a => context.Axis(a, x.Length)).ToHashSet()
            ?? [.. Enumerable.Range(0, x.Length).Where(i => x[i] == 1)];
        foreach (var axis in axes)
        {
            if (x[axis] != 1)
            {
                context.Throw($"axis {axis} of {ShapeText.Format(x)} cannot be squeezed out: it is {x[axis]}, not 1.");
            }
        }

        context.Set(0, new ValueShape([.. x.Where((_, i) => !axes.Contains(i))], context.Value(0).Integers));
    }

    public static void Unsqueeze(ShapeContext context)
    {
        var x = context.Dims(0);
        var stated = context.IntegersOrAttribute(1, "axes") ?? throw context.Fail("the axes are missing.");
        var rank = x.Length + stated.Count;
        var axes = stated.Select(a => context.Axis(a, rank)).ToHashSet();
        if (axes.Count != stated.Count)
        {
            context.Throw($"the axes {ShapeText.Format(stated)} name one axis twice.");
        }

        var output = new long[rank];
        for (int i = 0, next = 0; i < rank; i++)
        {
            output[i] = axes.Contains(i) ? 1 : x[next++];
        }

        context.Set(0, new ValueShape(output, context.Value(0).Integers));
    }

    public static long Product(IEnumerable<long> dims) => dims.Aggregate(1L, (a, b) => checked(a * b));
}
