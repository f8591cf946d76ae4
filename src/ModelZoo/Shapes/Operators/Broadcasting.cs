namespace MlNetDeep;

/// <summary>Shape rules of operators on two or more inputs whose shapes are broadcast as in NumPy.</summary>
internal static class Broadcasting
{
    public static void Add(ShapeContext context) => Compute(context, (a, b) => checked(a + b));

    public static void Sub(ShapeContext context) => Compute(context, (a, b) => checked(a - b));

    public static void Mul(ShapeContext context) => Compute(context, (a, b) => checked(a * b));

    public static void Div(ShapeContext context) => Compute(
        context, (a, b) => b != 0 ? checked(a / b) : throw context.Fail("the shape arithmetic divides by zero."));

    public static void Mod(ShapeContext context)
    {
        var likeC = context.Node.GetInt("fmod", 0) != 0;
        Compute(context, (a, b) => b is 0 or -1
            ? (b == 0 ? throw context.Fail("the shape arithmetic divides by zero.") : 0)
            : likeC || a % b == 0 || (a < 0) == (b < 0) ? a % b : (a % b) + b);
    }

    public static void Equal(ShapeContext context) => Compute(context, (a, b) => a == b ? 1 : 0);

    public static void Greater(ShapeContext context) => Compute(context, (a, b) => a > b ? 1 : 0);

    public static void GreaterOrEqual(ShapeContext context) => Compute(context, (a, b) => a >= b ? 1 : 0);

    public static void Less(ShapeContext context) => Compute(context, (a, b) => a < b ? 1 : 0);

    public static void LessOrEqual(ShapeContext context) => Compute(context, (a, b) => a <= b ? 1 : 0);

    public static void And(ShapeContext context) => Compute(context, (a, b) => a & b);

    public static void Or(ShapeContext context) => Compute(context, (a, b) => a | b);

    public static void Xor(ShapeContext context) => Compute(context, (a, b) => a ^ b);

    public static void Min(ShapeContext context) => Fold(context, Math.Min);

    public static void Max(ShapeContext context) => Fold(context, Math.Max);

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

    public static void Where(ShapeContext context)
    {
        var dims = Combine(context, context.Dims(0), Combine(context, context.Dims(1), context.Dims(2)));
        var (choice, yes, no) = (Spread(context.Value(0), dims), Spread(context.Value(1), dims), Spread(context.Value(2), dims));
        context.Set(0, new ValueShape(dims, choice is null || yes is null || no is null
            ? null : [.. choice.Select((c, i) => c != 0 ? yes[i] : no[i])]));
    }

    public static void Expand(ShapeContext context)
    {
        var dims = Combine(context, context.Dims(0), context.Integers(1));
        context.Set(0, new ValueShape(dims, Spread(context.Value(0), dims)));
    }

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

    private static void Compute(ShapeContext context, Func<long, long, long> operation) =>
        context.Set(0, Compute(context, context.Value(0), context.Value(1), operation));

    private static void Fold(ShapeContext context, Func<long, long, long> operation)
    {
        var value = context.Value(0);
        for (var i = 1; i < context.InputCount; i++)
        {
            value = Compute(context, value, context.Value(i), operation);
        }

        context.Set(0, new ValueShape(value.Dims, value.Integers));
    }

    private static ValueShape Compute(ShapeContext context, ValueShape a, ValueShape b, Func<long, long, long> operation)
    {
        var dims = Combine(context, a.Dims, b.Dims);
        var (x, y) = (Spread(a, dims), Spread(b, dims));
        return new ValueShape(dims, x is null || y is null ? null : [.. x.Select((v, i) => operation(v, y[i]))]);
    }

    /// <summary>The numbers of a value broadcast to a shape; null when they are not known, or too many.</summary>
    private static long[]? Spread(ValueShape value, long[] dims) => value.Pick(
        dims, place => [.. value.Dims.Select((size, axis) => size == 1 ? 0 : place[axis + dims.Length - value.Dims.Length])]);
}
