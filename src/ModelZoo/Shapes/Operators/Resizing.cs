namespace MlNetDeep;

/// <summary>Shape rules of operators that make images larger or smaller.</summary>
internal static class Resizing
{
    public static void Pad(ShapeContext context)
    {
        var x = context.Dims(0);
        var pads = context.IntegersOrAttribute(1, "pads")
            ?? (context.Node.Has("paddings") ? context.Node.GetInts("paddings") : throw context.Fail("pads is missing."));
        int[] axes = context.Has(3)
            ? [.. context.Integers(3).Select(a => context.Axis(a, x.Length))] : [.. Enumerable.Range(0, x.Length)];
        if (pads.Count != 2 * axes.Length)
        {
            context.Throw($"pads {ShapeText.Format(pads)} should have {2 * axes.Length} numbers.");
        }

        long[] output = [.. x];
        for (var i = 0; i < axes.Length; i++)
        {
            output[axes[i]] = checked(x[axes[i]] + pads[i] + pads[i + axes.Length]);
        }

        context.Set(0, output);
    }

    public static void DepthToSpace(ShapeContext context)
    {
        var (x, block) = ReadBlock(context);
        if (x[1] % checked(block * block) != 0)
        {
            context.Throw($"the {x[1]} channels of {ShapeText.Format(x)} cannot become blocks of {block}x{block}.");
        }

        context.Set(0, x[0], x[1] / (block * block), checked(x[2] * block), checked(x[3] * block));
    }

    public static void SpaceToDepth(ShapeContext context)
    {
        var (x, block) = ReadBlock(context);
        if (x[2] % block != 0 || x[3] % block != 0)
        {
            context.Throw($"{ShapeText.Format(x)} cannot be cut into blocks of {block}x{block}.");
        }

        context.Set(0, x[0], checked(x[1] * block * block), x[2] / block, x[3] / block);
    }

    public static void Upsample(ShapeContext context)
    {
        if (context.Has(1))
        {
            Scale(context, Scales(context, 1));
        }
        else if (context.Node.Has("scales"))
        {
            Scale(context, context.Node.GetFloats("scales"));
        }
        else
        {
            context.Throw("scales is missing.");
        }
    }

    public static void Resize(ShapeContext context)
    {
        var x = context.Dims(0);
        int[] axes = context.Node.Has("axes")
            ? [.. context.Node.GetInts("axes").Select(a => context.Axis(a, x.Length))] : [.. Enumerable.Range(0, x.Length)];
        if (context.Has(3) && context.Integers(3) is { Length: > 0 } sizes)
        {
            if (sizes.Length != axes.Length)
            {
                context.Throw($"sizes {ShapeText.Format(sizes)} do not fit the input {ShapeText.Format(x)}.");
            }

            long[] output = [.. x];
            var policy = context.Node.GetString("keep_aspect_ratio_policy", "stretch");
            IEnumerable<double> ratios = axes.Select((axis, i) => (double)sizes[i] / x[axis]);
            double? common = policy == "stretch" ? null : policy == "not_larger" ? ratios.Min() : ratios.Max();
            for (var i = 0; i < axes.Length; i++)
            {
                output[axes[i]] = common is null ? sizes[i] : checked((long)Math.Floor((x[axes[i]] * common.Value) + 0.5));
            }

            context.Set(0, output);
        }
        else
        {
            Scale(context, Scales(context, 2), axes);
        }
    }

    private static (long[] X, long Block) ReadBlock(ShapeContext context)
    {
        var x = context.Dims(0);
        var block = context.Node.GetInt("blocksize", 0);
        return x.Length == 4 && block is > 0 and <= int.MaxValue
            ? (x, block)
            : throw context.Fail($"blocksize {block} is not possible for an input {ShapeText.Format(x)}.");
    }

    private static IReadOnlyList<float> Scales(ShapeContext context, int index) =>
        context.Value(index).Tensor is { ElementType: TensorElementType.Float } tensor
            ? tensor.Floats.ToArray()
            : throw context.Fail("the scales are only known when the network runs.");

    private static void Scale(ShapeContext context, IReadOnlyList<float> scales, int[]? axes = null)
    {
        var x = context.Dims(0);
        axes ??= [.. Enumerable.Range(0, x.Length)];
        if (scales.Count != axes.Length || scales.Any(s => !(s > 0) || !float.IsFinite(s)))
        {
            context.Throw($"scales [{string.Join(", ", scales.Select(s => $"{s}"))}] do not fit the input {ShapeText.Format(x)}.");
        }

        long[] output = [.. x];
        for (var i = 0; i < axes.Length; i++)
        {
            output[axes[i]] = checked((long)Math.Floor(x[axes[i]] * (double)scales[i]));
        }

        context.Set(0, output);
    }
}
