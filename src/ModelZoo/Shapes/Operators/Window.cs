namespace MlNetDeep;

/// <summary>The arithmetic of windows that slide over an image: kernels, strides, dilations, padding.</summary>
internal static class Window
{
    /// <summary>The spatial dimensions after a convolution or pooling.</summary>
    public static long[] Slide(ShapeContext context, long[] input, IReadOnlyList<long> kernel, bool ceiling)
    {
        var node = context.Node;
        var spatial = input.Length - 2;
        var strides = List(context, "strides", spatial, 1, 1);
        var dilations = List(context, "dilations", spatial, 1, 1);
        var pads = List(context, "pads", 2 * spatial, 0, 0);
        var auto = node.GetString("auto_pad", "NOTSET");
        var output = new long[spatial];
        for (var i = 0; i < spatial; i++)
        {
            var size = input[i + 2];
            var extent = checked(((kernel[i] - 1) * dilations[i]) + 1);
            if (auto is "SAME_UPPER" or "SAME_LOWER")
            {
                output[i] = Ceiling(size, strides[i]);
                continue;
            }

            var padded = auto == "VALID" ? size : checked(size + pads[i] + pads[i + spatial]);
            var room = padded - extent;

            // With sizes rounded up, one window that hangs over the edge counts.
            if (room < 0 && !(ceiling && -room < strides[i]))
            {
                context.Throw(
                    $"the kernel covers {extent} on spatial axis {i}, but the input {ShapeText.Format(input)} has only "
                    + $"{padded} there, padding included. Use a smaller kernel, more padding or a larger image.");
            }

            output[i] = ((ceiling ? Ceiling(room, strides[i]) : room / strides[i])) + 1;

            // The last window must begin inside the image or its leading padding (as PyTorch and ONNX agreed on).
            if (ceiling && auto == "NOTSET" && context.Opset >= 19 && (output[i] - 1) * strides[i] >= size + pads[i])
            {
                output[i]--;
            }
        }

        return output;
    }

    /// <summary>An attribute of one number per spatial axis (or side), checked.</summary>
    public static IReadOnlyList<long> List(
        ShapeContext context, string attribute, int count, long defaultValue, long least)
    {
        if (!context.Node.Has(attribute))
        {
            return [.. Enumerable.Repeat(defaultValue, count)];
        }

        var values = context.Node.GetInts(attribute);
        if (values.Count != count || values.Any(v => v < least || v > int.MaxValue))
        {
            context.Throw(
                $"attribute {attribute} is {ShapeText.Format(values)}; expected {count} numbers of at least {least}.");
        }

        return values;
    }

    public static long Ceiling(long value, long divisor) => checked(value + divisor - 1) / divisor;
}
