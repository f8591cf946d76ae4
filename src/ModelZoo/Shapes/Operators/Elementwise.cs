namespace MlNetDeep;

/// <summary>Shape rules of operators that keep the shape.</summary>
internal static class Elementwise
{
    public static void Same(ShapeContext context) => context.Set(0, context.Dims(0));

    public static void Identity(ShapeContext context) => context.Set(0, context.Value(0));

    public static void Cast(ShapeContext context)
    {
        var to = (TensorElementType)context.Node.GetInt("to", 0);
        var value = context.Value(0);
        context.Set(0, to is TensorElementType.Int64 or TensorElementType.Int32
            ? new ValueShape(value.Dims, value.Integers) : new ValueShape(value.Dims));
    }

    public static void Softmax(ShapeContext context, long defaultAxis)
    {
        var x = context.Dims(0, 1, "with at least one dimension");
        context.Axis(context.Node.GetInt("axis", defaultAxis), x.Length);
        context.Set(0, x);
    }

    public static void PRelu(ShapeContext context, bool perChannel)
    {
        var (x, slope) = (context.Dims(0), context.Dims(1));

        // Before operator set 7, a list of slopes was one per channel.
        var fits = perChannel && slope.Length == 1 && x.Length > 1 && slope[0] == x[1];
        if (!fits && !Broadcasting.Combine(context, x, slope).SequenceEqual(x))
        {
            context.Throw($"the slopes {ShapeText.Format(slope)} do not fit the input {ShapeText.Format(x)}.");
        }

        context.Set(0, x);
    }
}
