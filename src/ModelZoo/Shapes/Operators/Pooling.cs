namespace MlNetDeep;

/// <summary>Shape rules of pooling.</summary>
internal static class Pooling
{
    public static void MaxPool(ShapeContext context)
    {
        Pool(context);
        context.Set(1, context.Outputs[0]!);
    }

    public static void Pool(ShapeContext context)
    {
        var x = context.Dims(0, 3, "[N, channels, height, width]");
        if (!context.Node.Has("kernel_shape"))
        {
            context.Throw("attribute kernel_shape is missing.");
        }

        var kernel = Window.List(context, "kernel_shape", x.Length - 2, 1, 1);
        context.Set(
            0, [x[0], x[1], .. Window.Slide(context, x, kernel, context.Node.GetInt("ceil_mode", 0) != 0)]);
    }

    public static void Global(ShapeContext context)
    {
        var x = context.Dims(0, 3, "[N, channels, height, width]");
        context.Set(0, [x[0], x[1], .. Enumerable.Repeat(1L, x.Length - 2)]);
    }
}
