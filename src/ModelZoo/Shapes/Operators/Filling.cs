namespace MlNetDeep;

/// <summary>Shape rules of constants, and of operators that make values from shapes.</summary>
internal static class Filling
{
    public static void Constant(ShapeContext context) => context.Set(0, ValueShape.Of(ConstantValue.Of(context.Node)
        ?? throw context.Fail("the constant has no value that is supported (tensor, integers or numbers).")));

    public static void OfShape(ShapeContext context) => context.Set(0, context.Integers(0));

    public static void Shape(ShapeContext context)
    {
        var x = context.Dims(0);
        var start = Bound(context.Node.GetInt("start", 0), x.Length);
        var end = Bound(context.Node.GetInt("end", x.Length), x.Length);
        var part = start < end ? x[start..end] : [];
        context.Set(0, new ValueShape([part.Length], part));
    }

    public static void Size(ShapeContext context) =>
        context.Set(0, new ValueShape([], [Reshaping.Product(context.Dims(0))]));

    public static void Range(ShapeContext context)
    {
        if (Number(context, 0) is { } start && Number(context, 1) is { } limit && Number(context, 2) is { } delta and not 0)
        {
            var count = Math.Max(0, Math.Ceiling((limit - start) / delta));
            context.Set(0, count < long.MaxValue ? (long)count : throw new OverflowException());
        }
        else
        {
            context.Throw("the length that Range gives depends on numbers that are only known when the network runs.");
        }
    }

    public static void Tile(ShapeContext context)
    {
        var (x, repeats) = (context.Dims(0), context.Integers(1));
        context.Set(0, repeats.Length == x.Length && repeats.All(r => r >= 0)
            ? [.. x.Select((d, i) => checked(d * repeats[i]))]
            : throw context.Fail($"repeats {ShapeText.Format(repeats)} do not fit the input {ShapeText.Format(x)}."));
    }

    public static void OneHot(ShapeContext context)
    {
        var x = context.Dims(0);
        var axis = context.Axis(context.Node.GetInt("axis", -1), x.Length + 1);
        var depth = Number(context, 1);
        context.Set(0, [.. x[..axis], (long?)depth ?? throw context.Fail("the depth is only known when the network runs."), .. x[axis..]]);
    }

    // A constant number of whatever type.
    private static double? Number(ShapeContext context, int index) => context.Value(index) switch
    {
        { Integers: [var number] } => number,
        { Tensor: { Count: 1, ElementType: TensorElementType.Float } tensor } => tensor.Floats[0],
        { Tensor: { Count: 1, ElementType: TensorElementType.Double } tensor } => BitConverter.ToDouble(tensor.Bytes),
        _ => null,
    };

    private static int Bound(long position, int rank) =>
        (int)Math.Clamp(position < 0 ? position + rank : position, 0, rank);
}
