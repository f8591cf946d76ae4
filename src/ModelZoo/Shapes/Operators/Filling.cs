namespace MlNetDeep;

/// <summary>Shape rules of constants, and of operators that make values from shapes.</summary>
internal static class Filling
{
    public static void Constant(ShapeContext context) => context.Set(0, ValueShape.Of(ConstantValue.Of(context.Node)
        ?? throw context.Fail("the constant has no value that is supported (tensor, integers or numbers).")));

    public static void OfShape(ShapeContext context)
    {
        var dims = context.Integers(0);
        var value = context.Node.GetTensor("value");
        var known = value is null ? null : ValueShape.Of(value).Integers;
        context.Set(0, new ValueShape(dims, known is [var number] && TensorSizes.Count(dims) is <= ValueShape.MaxIntegers and var count
            ? [.. Enumerable.Repeat(number, (int)count)] : null));
    }

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
        if (context.Value(0).Integers is [var start] && context.Value(1).Integers is [var limit] && context.Value(2).Integers is [var delta and not 0])
        {
            var count = Count((double)limit - start, delta);
            context.Set(0, new ValueShape([count], count <= ValueShape.MaxIntegers
                ? [.. Enumerable.Range(0, (int)count).Select(i => checked(start + (i * delta)))] : null));
        }
        else if (Number(context, 0) is { } first && Number(context, 1) is { } last && Number(context, 2) is { } step and not 0)
        {
            context.Set(0, Count(last - first, step));
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
        var depth = context.Value(1).Integers is [var known] ? known : (long?)Number(context, 1);
        context.Set(0, [.. x[..axis], depth ?? throw context.Fail("the depth is only known when the network runs."), .. x[axis..]]);
    }

    // A constant number of floating point.
    private static double? Number(ShapeContext context, int index) => context.Value(index).Tensor is { Count: 1 } tensor
        ? tensor.ElementType switch
        {
            TensorElementType.Float => tensor.Floats[0],
            TensorElementType.Double => BitConverter.ToDouble(tensor.Bytes),
            _ => null,
        }
        : null;

    private static long Count(double distance, double step) =>
        distance / step is var count && count < long.MaxValue / 2 ? (long)Math.Max(0, Math.Ceiling(count)) : throw new OverflowException();

    private static int Bound(long position, int rank) =>
        (int)Math.Clamp(position < 0 ? position + rank : position, 0, rank);
}
