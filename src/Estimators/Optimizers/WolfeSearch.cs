using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>Finds a length along a direction that satisfies the strong Wolfe conditions.</summary>
/// <remarks>
/// Lengths grow until they bracket such a one, then the bracket is narrowed by cubic interpolation. Source: J. Nocedal
/// and S. Wright, "Numerical optimization", second edition, 2006: algorithms 3.5 and 3.6, equation 3.59.
/// </remarks>
internal static class WolfeSearch
{
    /// <summary>The share of the promised decrease that must come true.</summary>
    private const double Decrease = 1e-4;

    /// <summary>The share of the slope that may be left.</summary>
    private const double Curvature = 0.9;

    private const int MostTrials = 20;
    private const double LeastGrowth = 1.5;
    private const double MostGrowth = 4;

    /// <summary>How near to an end of the bracket a trial may come, as a share of its width.</summary>
    private const double Margin = 0.1;

    /// <param name="evaluate">Tries a length.</param>
    /// <param name="loss">The loss at length 0.</param>
    /// <param name="slope">The slope there, below 0.</param>
    /// <param name="first">The first length to try.</param>
    /// <returns>The point, or null when none with a lower loss is found.</returns>
    public static LinePoint? Find(Func<double, LinePoint> evaluate, double loss, double slope, double first)
    {
        var start = new LinePoint(0, loss, slope, null!);
        LinePoint before = start;
        double length = first;
        for (int trials = 1; trials <= MostTrials; trials++)
        {
            LinePoint here = evaluate(length);
            if (Overshoots(here, start) || (trials > 1 && !(here.Loss < before.Loss)))
            {
                return Narrow(evaluate, start, before, here, trials);
            }

            if (Math.Abs(here.Slope) <= -Curvature * slope)
            {
                return here;
            }

            if (here.Slope >= 0)
            {
                return Narrow(evaluate, start, here, before, trials);
            }

            double best = Minimum(before, here);
            length = double.IsFinite(best) ? Math.Clamp(best, here.Length * LeastGrowth, here.Length * MostGrowth) : here.Length * MostGrowth;
            before = here;
        }

        return before;
    }

    // Low has the lowest loss so far, and the way towards the other end goes down from it.
    private static LinePoint? Narrow(Func<double, LinePoint> evaluate, LinePoint start, LinePoint low, LinePoint high, int trials)
    {
        for (; trials < MostTrials; trials++)
        {
            double left = Math.Min(low.Length, high.Length), width = Math.Abs(high.Length - low.Length);
            if (width <= 1e-12 * Math.Max(left, double.Epsilon))
            {
                break;
            }

            double best = Minimum(low, high);
            double length = double.IsFinite(best) ? Math.Clamp(best, left + (Margin * width), left + ((1 - Margin) * width)) : left + (width / 2);
            LinePoint here = evaluate(length);
            if (Overshoots(here, start) || !(here.Loss < low.Loss))
            {
                high = here;
                continue;
            }

            if (Math.Abs(here.Slope) <= -Curvature * start.Slope)
            {
                return here;
            }

            if (here.Slope * (high.Length - low.Length) >= 0)
            {
                high = low;
            }

            low = here;
        }

        return low.Length > 0 ? low : null;
    }

    // A loss that is no number is too far out as well.
    private static bool Overshoots(LinePoint here, LinePoint start) =>
        !(here.Loss <= start.Loss + (Decrease * here.Length * start.Slope));

    /// <summary>Where the cubic through two points with their slopes has its minimum; not a number when it has none.</summary>
    private static double Minimum(LinePoint a, LinePoint b)
    {
        double d1 = a.Slope + b.Slope - (3 * (a.Loss - b.Loss) / (a.Length - b.Length));
        double square = (d1 * d1) - (a.Slope * b.Slope);
        double d2 = Math.Sign(b.Length - a.Length) * Math.Sqrt(square);
        return b.Length - ((b.Length - a.Length) * (b.Slope + d2 - d1) / (b.Slope - a.Slope + (2 * d2)));
    }
}

/// <summary>A trial of a line search.</summary>
/// <param name="Length">How far along the direction.</param>
/// <param name="Loss">The loss there.</param>
/// <param name="Slope">The slope along the direction there.</param>
/// <param name="Gradient">The gradient there.</param>
internal readonly record struct LinePoint(double Length, double Loss, double Slope, Tensor Gradient);
