using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Maximum and average pooling, local and global.</summary>
internal static class PoolingOperators
{
    public static void AddTo(Dictionary<string, OperatorEntry> table)
    {
        table["MaxPool"] = new(MaxPool, "the indices output; one- and three-dimensional pooling; column-major storage order");
        table["AveragePool"] = new(AveragePool, "dilations; one- and three-dimensional pooling");
        table["GlobalAveragePool"] = new(c => ActivationOperators.Unary(c, x => x.mean(SpatialAxes(x), keepdim: true)));
        table["GlobalMaxPool"] = new(c => ActivationOperators.Unary(c, x => x.amax(SpatialAxes(x), keepdim: true)));
    }

    private static Operation MaxPool(NodeContext c)
    {
        c.RequireSingleOutput();
        var a = new SpatialAttributes(c, [.. c.Node.GetInts("kernel_shape", [])]);
        bool ceil = c.Node.GetInt("ceil_mode", 0) != 0;
        return ActivationOperators.Unary(c, x =>
        {
            long[] pads = a.PadsFor(x);
            bool direct = pads[0] == pads[2] && pads[1] == pads[3] && pads[0] <= a.Kernel[0] / 2 && pads[1] <= a.Kernel[1] / 2;
            return direct
                ? F.max_pool2d(x, a.Kernel, a.Strides, [pads[0], pads[1]], a.Dilations, ceil)
                : F.max_pool2d(
                    SpatialAttributes.Pad(x, pads, double.NegativeInfinity), a.Kernel, a.Strides, [0L, 0L], a.Dilations, ceil);
        });
    }

    private static Operation AveragePool(NodeContext c)
    {
        var a = new SpatialAttributes(c, [.. c.Node.GetInts("kernel_shape", [])]);
        if (a.Dilations.Any(d => d != 1))
        {
            c.Unsupported("dilations are not supported.");
        }

        bool ceil = c.Node.GetInt("ceil_mode", 0) != 0, countPads = c.Node.GetInt("count_include_pad", 0) != 0;
        return ActivationOperators.Unary(c, x =>
        {
            long[] pads = a.PadsFor(x);
            if (pads[0] == pads[2] && pads[1] == pads[3] && pads[0] <= a.Kernel[0] / 2 && pads[1] <= a.Kernel[1] / 2)
            {
                return F.avg_pool2d(x, a.Kernel, a.Strides, [pads[0], pads[1]], ceil, countPads);
            }

            // Uneven padding: average over zeros, then correct by the share of each window that lies on the image.
            Tensor average = AveragePadded(x);
            if (countPads)
            {
                return average;
            }

            return average.div(AveragePadded(ones([1, 1, x.size(2), x.size(3)], x.dtype, x.device)));

            Tensor AveragePadded(Tensor values) =>
                F.avg_pool2d(SpatialAttributes.Pad(values, pads, 0), a.Kernel, a.Strides, [0L, 0L], ceil, count_include_pad: true);
        });
    }

    private static long[] SpatialAxes(Tensor x)
    {
        var axes = new long[x.ndim - 2];
        for (int i = 0; i < axes.Length; i++)
        {
            axes[i] = i + 2;
        }

        return axes;
    }
}
