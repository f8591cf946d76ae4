namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>The interpolation of one axis: from which places, with which weights, each value comes.</summary>
internal sealed class ResizeAxis
{
    private readonly ResizeRule _rule;
    private readonly long _from;

    /// <param name="rule">How to interpolate.</param>
    /// <param name="from">Size of the input.</param>
    /// <param name="size">Size of the result.</param>
    /// <param name="scale">By which the input is scaled; the size may be rounded.</param>
    /// <param name="begin">Where the cropped region begins, as a share of the input.</param>
    /// <param name="end">Where it ends.</param>
    public ResizeAxis(ResizeRule rule, long from, long size, double scale, double begin, double end)
    {
        _rule = rule;
        _from = from;
        Size = size;
        IsExact = size > 1 && Math.Abs((scale * from) - size) < 1e-6 * size;
        double[] places = [.. Enumerable.Range(0, (int)size).Select(at => Place(at, scale, begin, end))];
        IsOutside = [.. places.Select(p => p < 0 || p > from - 1)];
        int taps = rule.Mode switch { "nearest" => 1, "linear" => 2, _ => 4 };
        Places = [.. Enumerable.Range(0, taps).Select(_ => new long[size])];
        Weights = [.. Enumerable.Range(0, taps).Select(_ => new float[size])];
        for (int i = 0; i < size; i++)
        {
            Fill(i, places[i], scale);
        }

        IsFloored = rule.IsNearest && Places[0].Select((p, i) => p == i * from / size).All(same => same);
    }

    public long Size { get; }

    /// <summary>Whether the size is the scaled one, not rounded.</summary>
    public bool IsExact { get; }

    /// <summary>Whether each value comes from the place that whole division gives, as torch's nearest does.</summary>
    public bool IsFloored { get; }

    /// <summary>For each tap, where each value comes from.</summary>
    public long[][] Places { get; }

    /// <summary>For each tap, with which weight.</summary>
    public float[][] Weights { get; }

    /// <summary>Whether a value lies outside of the input.</summary>
    public bool[] IsOutside { get; }

    private double Place(int at, double scale, double begin, double end)
    {
        switch (_rule.Coordinates)
        {
            case "pytorch_half_pixel" when Size == 1:
                return 0;
            case "half_pixel" or "pytorch_half_pixel":
                return ((at + 0.5) / scale) - 0.5;
            case "half_pixel_symmetric":
                double adjustment = Size / (scale * _from), centre = _from / 2.0;
                return (centre * (1 - adjustment)) + ((at + 0.5) / scale) - 0.5;
            case "align_corners":
                return Size == 1 ? 0 : at * (_from - 1.0) / (Size - 1);
            case "tf_half_pixel_for_nn":
                return (at + 0.5) / scale;
            case "tf_crop_and_resize":
                return Size == 1
                    ? 0.5 * (begin + end) * (_from - 1)
                    : (begin * (_from - 1)) + (at * (end - begin) * (_from - 1) / (Size - 1));
            default:
                return at / scale;
        }
    }

    private void Fill(int at, double place, double scale)
    {
        if (_rule.IsNearest)
        {
            Places[0][at] = Math.Clamp((long)Round(place, scale), 0, _from - 1);
            return;
        }

        long first = (long)Math.Floor(place);
        double ratio = place - first;
        double[] weights = _rule.Mode == "linear" ? [1 - ratio, ratio] : Cubic(ratio, _rule.CubicA);
        first -= (weights.Length / 2) - 1;
        if (_rule.ExcludesOutside)
        {
            weights = [.. weights.Select((w, tap) => first + tap < 0 || first + tap >= _from ? 0 : w)];
            double sum = weights.Sum();
            weights = [.. weights.Select(w => w / sum)];
        }

        for (int tap = 0; tap < weights.Length; tap++)
        {
            Places[tap][at] = Math.Clamp(first + tap, 0, _from - 1);
            Weights[tap][at] = (float)weights[tap];
        }
    }

    private double Round(double place, double scale) => _rule.Rounding switch
    {
        "round_prefer_floor" => Math.Ceiling(place - 0.5),
        "round_prefer_ceil" => Math.Floor(place + 0.5),
        "floor" => Math.Floor(place),
        "ceil" => Math.Ceiling(place),
        _ => scale < 1 ? Math.Ceiling(place) : Math.Floor(place),
    };

    // Keys, Cubic convolution interpolation for digital image processing, 1981.
    private static double[] Cubic(double t, double a) =>
    [
        (((((a * (t + 1)) - (5 * a)) * (t + 1)) + (8 * a)) * (t + 1)) - (4 * a),
        ((((a + 2) * t) - (a + 3)) * t * t) + 1,
        ((((a + 2) * (1 - t)) - (a + 3)) * (1 - t) * (1 - t)) + 1,
        (((((a * (2 - t)) - (5 * a)) * (2 - t)) + (8 * a)) * (2 - t)) - (4 * a),
    ];
}
