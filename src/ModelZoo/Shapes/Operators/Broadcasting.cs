namespace MlNetDeep;

/// <summary>Shape rules of operators on two or more inputs whose shapes are broadcast as in NumPy.</summary>
internal static class Broadcasting
{
    public static void Add(ShapeContext context) => Two(context);

    public static void Sub(ShapeContext context) => Two(context);

    public static void Mul(ShapeContext context) => Two(context);

    public static void Div(ShapeContext context) => Two(context);

    public static void Two(ShapeContext context) => context.Set(0, Combine(context, context.Dims(0), context.Dims(1)));

    public static void Many(ShapeContext context)
    {
        var dims = context.Dims(0);
        for (var i = 1; i < context.InputCount; i++)
        {
            dims = Combine(context, dims, context.Dims(i));
        }

        context.Set(0, dims);
    }

    public static void Expand(ShapeContext context) =>
        context.Set(0, Combine(context, context.Dims(0), context.Integers(1)));

    /// <summary>The shape that two shapes are broadcast to.</summary>
    public static long[] Combine(ShapeContext context, long[] a, long[] b)
    {
        var output = new long[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= output.Length; i++)
        {
            var left = i <= a.Length ? a[^i] : 1;
            var right = i <= b.Length ? b[^i] : 1;
            if (left != right && left != 1 && right != 1)
            {
                context.Throw(
                    $"the shapes {ShapeText.Format(a)} and {ShapeText.Format(b)} do not fit: {left} against {right} on "
                    + $"axis {output.Length - i}.");
            }

            output[^i] = left == 1 ? right : left;
        }

        return output;
    }
}
