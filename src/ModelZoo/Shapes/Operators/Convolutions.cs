namespace MlNetDeep;

/// <summary>Shape rules of convolutions.</summary>
internal static class Convolutions
{
    public static void Conv(ShapeContext context)
    {
        var (x, w, groups) = Read(context, "[filters, channels / groups, kernel...]");
        if (x[1] != checked(w[1] * groups))
        {
            context.Throw(
                $"the input {ShapeText.Format(x)} has {x[1]} channels, but the weight {ShapeText.Format(w)} with "
                + $"{groups} group(s) needs {w[1] * groups}.");
        }

        if (w[0] % groups != 0)
        {
            context.Throw($"{w[0]} filters cannot be split into {groups} groups.");
        }

        CheckBias(context, w[0]);
        context.Set(0, [x[0], w[0], .. Window.Slide(context, x, Kernel(context, w), ceiling: false)]);
    }

    public static void ConvTranspose(ShapeContext context)
    {
        var (x, w, groups) = Read(context, "[channels, filters / groups, kernel...]");
        if (x[1] != w[0] || w[0] % groups != 0)
        {
            context.Throw(
                $"the input {ShapeText.Format(x)} has {x[1]} channels, but the weight {ShapeText.Format(w)} with "
                + $"{groups} group(s) needs {w[0]}.");
        }

        var filters = checked(w[1] * groups);
        CheckBias(context, filters);
        context.Set(0, [x[0], filters, .. Grow(context, x, Kernel(context, w))]);
    }

    private static long[] Grow(ShapeContext context, long[] x, IReadOnlyList<long> kernel)
    {
        var spatial = x.Length - 2;
        var strides = Window.List(context, "strides", spatial, 1, 1);
        var dilations = Window.List(context, "dilations", spatial, 1, 1);
        var pads = Window.List(context, "pads", 2 * spatial, 0, 0);
        var extra = Window.List(context, "output_padding", spatial, 0, 0);
        if (context.Node.Has("output_shape"))
        {
            // Some exporters give batch and channels too; the spatial sizes are the last ones.
            var stated = context.Node.GetInts("output_shape");
            return stated.Count >= spatial
                ? [.. stated.Skip(stated.Count - spatial)]
                : throw context.Fail($"output_shape {ShapeText.Format(stated)} has fewer than {spatial} sizes.");
        }

        var auto = context.Node.GetString("auto_pad", "NOTSET");
        var output = new long[spatial];
        for (var i = 0; i < spatial; i++)
        {
            output[i] = auto is "SAME_UPPER" or "SAME_LOWER"
                ? checked(x[i + 2] * strides[i])
                : checked((strides[i] * (x[i + 2] - 1)) + extra[i] + ((kernel[i] - 1) * dilations[i]) + 1
                    - (auto == "VALID" ? 0 : pads[i] + pads[i + spatial]));
            if (output[i] < 1)
            {
                context.Throw($"the padding leaves nothing of the input {ShapeText.Format(x)} on spatial axis {i}.");
            }
        }

        return output;
    }

    private static (long[] X, long[] W, long Groups) Read(ShapeContext context, string layout)
    {
        var x = context.Dims(0, 3, "[N, channels, height, width]");
        var w = context.Dims(1);
        if (w.Length != x.Length)
        {
            context.Throw(
                $"the input {ShapeText.Format(x)} and the weight {ShapeText.Format(w)} {layout} differ in rank.");
        }

        var groups = context.Node.GetInt("group", 1);
        return groups >= 1 && groups <= int.MaxValue
            ? (x, w, groups)
            : throw context.Fail($"attribute group is {groups}; expected at least 1.");
    }

    private static IReadOnlyList<long> Kernel(ShapeContext context, long[] w)
    {
        long[] kernel = [.. w.Skip(2)];
        if (kernel.Any(k => k < 1 || k > int.MaxValue))
        {
            context.Throw($"the weight {ShapeText.Format(w)} has an empty or absurd kernel.");
        }

        if (context.Node.Has("kernel_shape") && !context.Node.GetInts("kernel_shape").SequenceEqual(kernel))
        {
            context.Throw(
                $"kernel_shape is {ShapeText.Format(context.Node.GetInts("kernel_shape"))}, but the weight has shape "
                + $"{ShapeText.Format(w)}.");
        }

        return kernel;
    }

    private static void CheckBias(ShapeContext context, long filters)
    {
        if (context.Has(2) && !context.Dims(2).SequenceEqual([filters]))
        {
            context.Throw($"the bias has shape {ShapeText.Format(context.Dims(2))}; expected [{filters}].");
        }
    }
}
