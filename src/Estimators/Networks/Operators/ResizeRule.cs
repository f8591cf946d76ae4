namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>What a Resize node says about interpolation, and where that leads on each axis.</summary>
/// <param name="Mode">nearest, linear or cubic.</param>
/// <param name="Coordinates">How a place in the result becomes one in the input: ONNX's coordinate_transformation_mode.</param>
/// <param name="Rounding">How a place becomes a whole number: ONNX's nearest_mode, or simple as before version 11.</param>
/// <param name="CubicA">The coefficient of cubic interpolation.</param>
/// <param name="ExcludesOutside">Whether what lies outside has no weight; otherwise the edge is repeated.</param>
/// <param name="Extrapolation">The value outside of a cropped region.</param>
/// <param name="Policy">What sizes mean: ONNX's keep_aspect_ratio_policy.</param>
/// <param name="Axes">The axes that scales, sizes and regions are for; null for all.</param>
internal sealed record ResizeRule(
    string Mode, string Coordinates, string Rounding, double CubicA, bool ExcludesOutside, double Extrapolation, string Policy, long[]? Axes)
{
    public bool IsNearest => Mode == "nearest";

    public bool Crops => Coordinates == "tf_crop_and_resize";

    public bool AlignsCorners => Coordinates == "align_corners";

    /// <summary>Whether torch's interpolation of images means the same, given sizes that the scales hit exactly.</summary>
    public bool IsTorchs => Coordinates is "half_pixel" or "pytorch_half_pixel" or "align_corners"
        && (Mode == "linear" || (Mode == "cubic" && CubicA == -0.75 && !ExcludesOutside));

    /// <summary>Before version 11 there was one way: places divided by the scale.</summary>
    public static ResizeRule Old(NodeContext c) =>
        new(c.OneOf("mode", "nearest", "linear"), "asymmetric", "simple", -0.75, false, 0, "stretch", null);

    public static ResizeRule Of(NodeContext c)
    {
        if (c.Flag("antialias"))
        {
            c.Unsupported("antialias is not supported.");
        }

        return new(
            c.OneOf("mode", "nearest", "linear", "cubic"),
            c.OneOf("coordinate_transformation_mode", "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric",
                "tf_half_pixel_for_nn", "tf_crop_and_resize"),
            c.OneOf("nearest_mode", "round_prefer_floor", "round_prefer_ceil", "floor", "ceil"),
            c.Float("cubic_coeff_a", -0.75f),
            c.Flag("exclude_outside"),
            c.Float("extrapolation_value", 0),
            c.OneOf("keep_aspect_ratio_policy", "stretch", "not_larger", "not_smaller"),
            c.Ints("axes"));
    }

    /// <summary>The interpolation of each axis, null where it stays as it is; null when the numbers do not fit.</summary>
    public ResizeAxis?[]? Plan(long[] shape, double[] scales, long[] sizes, double[]? regions)
    {
        int rank = shape.Length;
        int[] axes = Axes is null ? [.. Enumerable.Range(0, rank)] : [.. Axes.Select(a => (int)(a < 0 ? a + rank : a))];
        bool scaled = scales.Length > 0;
        if ((scaled ? scales.Length : sizes.Length) != axes.Length || axes.Any(a => a < 0 || a >= rank || shape[a] == 0)
            || scales.Any(s => !(s > 0)) || sizes.Any(s => s < 0) || (regions is not null && regions.Length != 2 * axes.Length))
        {
            return null;
        }

        // Here ONNX's own results come from the size before it is rounded, and ONNX Runtime's from the one after.
        if (scaled && AlignsCorners && axes.Where((axis, i) => (shape[axis] * scales[i]) % 1 is > 1e-4 and < 1 - 1e-4).Any())
        {
            return null;
        }

        double Ratio(int i) => (double)sizes[i] / shape[axes[i]];
        double? common = scaled || Policy == "stretch" ? null
            : Policy == "not_larger" ? Enumerable.Range(0, axes.Length).Min(Ratio) : Enumerable.Range(0, axes.Length).Max(Ratio);
        var plan = new ResizeAxis?[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            long size = shape[axes[i]];
            double scale = scaled ? scales[i] : common ?? Ratio(i);
            long result = scaled ? (long)Math.Floor(size * scale) : common is null ? sizes[i] : (long)Math.Floor((size * scale) + 0.5);
            (double begin, double end) = regions is null ? (0, 1) : (regions[i], regions[i + axes.Length]);
            if (result != size || scale != 1 || (Crops && (begin, end) != (0, 1)))
            {
                plan[axes[i]] = new ResizeAxis(this, size, result, scale, begin, end);
            }
        }

        return plan;
    }
}
