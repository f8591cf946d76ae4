namespace MlNetDeep;

/// <summary>Shape rules of operators that make constants.</summary>
internal static class Constants
{
    public static void Constant(ShapeContext context)
    {
        var node = context.Node;
        if (node.GetTensor("value") is { } tensor)
        {
            context.Set(0, ValueShape.Of(tensor));
        }
        else if (node.Has("value_int"))
        {
            context.Set(0, new ValueShape([], [node.GetInt("value_int", 0)]));
        }
        else if (node.Has("value_ints"))
        {
            long[] values = [.. node.GetInts("value_ints")];
            context.Set(0, new ValueShape([values.Length], values));
        }
        else if (node.Has("value_float"))
        {
            context.Set(0, []);
        }
        else if (node.Has("value_floats"))
        {
            context.Set(0, ValueShape.Of(NetworkTensor.Create(
                node.Name, node.GetFloats("value_floats").ToArray(), node.GetFloats("value_floats").Count)));
        }
        else
        {
            context.Throw("the constant has no value that is supported (tensor, integers or numbers).");
        }
    }

    public static void OfShape(ShapeContext context) => context.Set(0, context.Integers(0));

    public static void Shape(ShapeContext context)
    {
        var x = context.Dims(0);
        var start = Bound(context.Node.GetInt("start", 0), x.Length);
        var end = Bound(context.Node.GetInt("end", x.Length), x.Length);
        var part = start < end ? x[start..end] : [];
        context.Set(0, new ValueShape([part.Length], part));
    }

    private static int Bound(long position, int rank) =>
        (int)Math.Clamp(position < 0 ? position + rank : position, 0, rank);
}
