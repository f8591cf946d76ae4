using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Maximum and average pooling, local and global.</summary>
internal static class PoolingOperators
{
    public static void AddTo(OperatorTable table)
    {
        table.Add("MaxPool", 1, MaxPool, "used indices of uneven padding, or column-major in three dimensions");
        table.Add("AveragePool", 1, AveragePool);
        table.Add("GlobalAveragePool", 1, c => c.Unary(x => x.mean(SpatialAxes(x), keepdim: true)));
        table.Add("GlobalMaxPool", 1, c => c.Unary(x => x.amax(SpatialAxes(x), keepdim: true)));
    }

    private static Operation MaxPool(NodeContext c)
    {
        var a = new SpatialAttributes(c, c.Ints("kernel_shape") ?? []);
        bool ceil = c.Flag("ceil_mode"), byColumn = c.Flag("storage_order");
        int input = c.In(0), output = c.Out, indices = c.OptionalOut(1);
        if (indices >= 0 && (!a.IsSymmetric || !Fits(a, a.Pads) || (byColumn && a.Rank == 3)))
        {
            c.Unsupported("the indices are used, which needs even padding of at most half a kernel, and rows before columns in three dimensions.");
        }

        return f =>
        {
            Tensor values = f[input], x = a.Lift(values.is_integral() ? values.to_type(ScalarType.Float32) : values);
            long[] pads = a.PadsFor(x);
            bool direct = SpatialAttributes.IsEven(pads) && Fits(a, pads);
            if (!direct)
            {
                x = SpatialAttributes.Pad(x, ceil ? a.CeilingPads(x, pads) : pads, double.NegativeInfinity);
            }

            bool up = ceil && direct;
            long[] padding = direct ? pads[..a.Rank] : new long[a.Rank];
            if (indices >= 0)
            {
                (Tensor largest, Tensor places) = a.Rank == 2
                    ? F.max_pool2d_with_indices(x, a.Kernel, a.Strides, padding, a.Dilations, up)
                    : F.max_pool3d_with_indices(x, a.Kernel, a.Strides, padding, a.Dilations, up);
                f[output] = a.Lower(largest).to_type(values.dtype);
                f[indices] = a.Lower(InWholeTensor(places, x, byColumn));
                return;
            }

            Tensor pooled = a.Lower(a.Rank == 2
                ? F.max_pool2d(x, a.Kernel, a.Strides, padding, a.Dilations, up)
                : F.max_pool3d(x, a.Kernel, a.Strides, padding, a.Dilations, up));
            f[output] = pooled.dtype == values.dtype ? pooled : pooled.to_type(values.dtype);
        };
    }

    /// <summary>torch counts within a map; ONNX within the whole tensor, and on request column by column.</summary>
    private static Tensor InWholeTensor(Tensor places, Tensor x, bool byColumn)
    {
        long maps = x.size(0) * x.size(1), map = x.numel() / Math.Max(1, maps);
        if (byColumn)
        {
            Tensor column = places.remainder(S(x.size(3))), row = places.div(S(x.size(3)), RoundingMode.floor);
            places = column.mul(S(x.size(2))).add(row, S(1));
        }

        long[] shape = [x.size(0), x.size(1), .. Enumerable.Repeat(1L, (int)x.ndim - 2)];
        return places.add(IndexOperators.Count(maps, x.device).mul(S(map)).reshape(shape), S(1));
    }

    private static Operation AveragePool(NodeContext c)
    {
        var a = new SpatialAttributes(c, c.Ints("kernel_shape") ?? []);
        bool ceil = c.Flag("ceil_mode"), countPads = c.Flag("count_include_pad"), dilated = a.Dilations.Any(d => d != 1);
        return c.Unary(values =>
        {
            Tensor x = a.Lift(values);
            long[] pads = a.PadsFor(x);
            if (!dilated && SpatialAttributes.IsEven(pads) && Fits(a, pads))
            {
                return a.Lower(Pool(x, pads[..a.Rank], ceil, countPads));
            }

            // Sums over zeros, divided by how much of each window counts.
            long[] all = ceil ? a.CeilingPads(x, pads) : pads;
            long[] rest = [.. all.Select((p, i) => p - pads[i])];
            Tensor counted = ones([1, 1, .. x.shape[2..]], x.dtype, x.device);
            counted = SpatialAttributes.Pad(SpatialAttributes.Pad(counted, pads, countPads ? 1 : 0), rest, 0);
            Tensor padded = SpatialAttributes.Pad(x, all, 0);
            return a.Lower(Sum(padded).div(Sum(counted)));
        });

        Tensor Pool(Tensor x, long[] padding, bool up, bool withPads) => a.Rank == 2
            ? F.avg_pool2d(x, a.Kernel, a.Strides, padding, up, withPads)
            : F.avg_pool3d(x, a.Kernel, a.Strides, padding, up, withPads);

        // Of a window without gaps the average will do, whose divisor cancels out.
        Tensor Sum(Tensor x)
        {
            if (!dilated)
            {
                return Pool(x, new long[a.Rank], up: false, withPads: true);
            }

            Tensor maps = x.reshape([x.size(0) * x.size(1), 1, .. x.shape[2..]]), kernel = ones([1, 1, .. a.Kernel], x.dtype, x.device);
            Tensor sums = a.Rank == 2
                ? F.conv2d(maps, kernel, strides: a.Strides, dilation: a.Dilations)
                : F.conv3d(maps, kernel, strides: a.Strides, dilation: a.Dilations);
            return sums.reshape([x.size(0), x.size(1), .. sums.shape[2..]]);
        }
    }

    // What torch pads by itself.
    private static bool Fits(SpatialAttributes a, long[] pads)
    {
        for (int i = 0; i < a.Rank; i++)
        {
            if (pads[i] > a.Kernel[i] / 2)
            {
                return false;
            }
        }

        return true;
    }

    private static long[] SpatialAxes(Tensor x) => [.. Enumerable.Range(2, (int)x.ndim - 2).Select(i => (long)i)];
}
