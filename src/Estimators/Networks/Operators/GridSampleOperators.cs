using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Values of an image at places that the network computes, from -1 at one edge to 1 at the other.</summary>
internal static class GridSampleOperators
{
    // The coefficient of cubic interpolation that ONNX and torch use.
    private const double A = -0.75;

    public static void AddTo(OperatorTable table)
    {
        table.Add("GridSample", 16, c => GridSample(c, c.OneOf("mode", "bilinear", "nearest", "bicubic")));
        table.Add("GridSample", 20, c => GridSample(c, c.OneOf("mode", "linear", "nearest", "cubic")), "cubic interpolation of volumes");
    }

    private static Operation GridSample(NodeContext c, string mode)
    {
        string padding = c.OneOf("padding_mode", "zeros", "border", "reflection");
        bool corners = c.Flag("align_corners");
        if (mode is "bicubic" or "cubic")
        {
            return c.Binary((x, grid) => x.ndim == 4
                ? Cubic(Frame.Like(x, grid), grid, padding, corners) : throw c.Failure("cubic interpolation needs an input of four dimensions."));
        }

        return c.Binary((x, grid) => F.grid_sample(
            Frame.Like(x, grid), grid, mode == "nearest" ? GridSampleMode.Nearest : GridSampleMode.Bilinear,
            padding switch
            {
                "zeros" => GridSamplePaddingMode.Zeros,
                "border" => GridSamplePaddingMode.Border,
                _ => GridSamplePaddingMode.Reflection,
            }, corners));
    }

    private static Tensor Cubic(Tensor x, Tensor grid, string padding, bool corners)
    {
        (long n, long channels, long h, long w) = (x.size(0), x.size(1), x.size(2), x.size(3));
        (Tensor[] columns, Tensor[] columnWeights) = Taps(grid.select(3, 0), w, corners);
        (Tensor[] rows, Tensor[] rowWeights) = Taps(grid.select(3, 1), h, corners);
        Tensor pixels = x.reshape(n, channels, h * w);
        long[] size = grid.shape[1..3];
        Tensor? sum = null;
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                Tensor weight = rowWeights[i].mul(columnWeights[j]), row = rows[i], column = columns[j];
                if (padding == "zeros")
                {
                    Tensor inside = Within(row, h).logical_and(Within(column, w));
                    weight = weight.mul(inside.to_type(x.dtype));
                }
                else if (padding == "reflection")
                {
                    (row, column) = (Reflect(row, h, corners), Reflect(column, w, corners));
                }

                Tensor place = row.clamp(S(0), S(h - 1)).mul(S(w)).add(column.clamp(S(0), S(w - 1)), S(1)).to_type(ScalarType.Int64);
                Tensor values = pixels.gather(2, place.reshape(n, 1, -1).expand(n, channels, size[0] * size[1]));
                Tensor part = values.reshape(n, channels, size[0], size[1]).mul(weight.unsqueeze(1));
                sum = sum is null ? part : sum.add(part, S(1));
            }
        }

        return sum!;
    }

    /// <summary>The four pixels beside each place, and their weights.</summary>
    private static (Tensor[] Places, Tensor[] Weights) Taps(Tensor grid, long size, bool corners)
    {
        Tensor place = corners
            ? grid.add(S(1), S(1)).mul(S((size - 1) / 2.0))
            : grid.add(S(1), S(1)).mul(S(size / 2.0)).sub(S(0.5));
        Tensor first = place.detach().floor(), t = place.sub(first);
        return (
            [.. Enumerable.Range(-1, 4).Select(tap => first.add(S(tap), S(1)))],
            [Far(t.add(S(1), S(1))), Near(t), Near(t.neg().add(S(1), S(1))), Far(t.neg().add(S(2), S(1)))]);
    }

    private static Tensor Near(Tensor t) => t.mul(S(A + 2)).sub(S(A + 3)).mul(t).mul(t).add(S(1), S(1));

    private static Tensor Far(Tensor t) => t.mul(S(A)).sub(S(5 * A)).mul(t).add(S(8 * A), S(1)).mul(t).sub(S(4 * A));

    private static Tensor Within(Tensor place, long size) => place.ge(S(0)).logical_and(place.le(S(size - 1)));

    // Mirrored at the centres of the outermost pixels, or at their outer edges.
    private static Tensor Reflect(Tensor place, long size, bool corners)
    {
        double low = corners ? 0 : -0.5, span = corners ? size - 1 : size;
        if (span == 0)
        {
            return zeros_like(place);
        }

        Tensor distance = place.sub(S(low)).abs(), extra = distance.fmod(S(span));
        Tensor isBack = distance.div(S(span)).floor().remainder(S(2)).ne(S(0));
        return where(isBack, extra.neg().add(S(span + low), S(1)), extra.add(S(low), S(1)));
    }
}
