namespace MlNetDeep;

/// <summary>
/// Above which probability yes is predicted: a number, or a rule by which validation rows choose one. With several labels the
/// rule holds for each class by itself.
/// </summary>
public sealed record DecisionThreshold
{
    private readonly ThresholdRule _rule;
    private readonly double _value;

    private DecisionThreshold(ThresholdRule rule, double value) => (_rule, _value) = (rule, value);

    /// <summary>The threshold with the largest F1, the harmonic mean of precision and recall.</summary>
    public static DecisionThreshold BestF1 { get; } = new(ThresholdRule.BestF1, 0);

    /// <summary>Whether rows choose the threshold.</summary>
    internal bool IsChosen => _rule != ThresholdRule.Fixed;

    /// <summary>The threshold itself, when no rows choose it.</summary>
    internal double Value => _value;

    /// <summary>A given probability.</summary>
    /// <param name="probability">Above 0 and below 1.</param>
    public static DecisionThreshold At(double probability) => Make(ThresholdRule.Fixed, probability, nameof(probability));

    /// <summary>Of the thresholds with at least this precision (share of the predicted yes that is right), the one with the largest recall.</summary>
    /// <param name="precision">Above 0 and below 1.</param>
    public static DecisionThreshold AtPrecision(double precision) => Make(ThresholdRule.Precision, precision, nameof(precision));

    /// <summary>Of the thresholds with at least this recall (share of the true yes that is found), the one with the largest precision.</summary>
    /// <param name="recall">Above 0 and below 1.</param>
    public static DecisionThreshold AtRecall(double recall) => Make(ThresholdRule.Recall, recall, nameof(recall));

    /// <summary>The rule in words.</summary>
    public override string ToString() => _rule switch
    {
        ThresholdRule.BestF1 => "best F1",
        ThresholdRule.Precision => $"precision of at least {_value}",
        ThresholdRule.Recall => $"recall of at least {_value}",
        _ => $"{_value}",
    };

    /// <summary>Chooses a threshold.</summary>
    /// <param name="logits">The log-odds of rows.</param>
    /// <param name="truth">What they are.</param>
    /// <param name="problem">Why none can be chosen.</param>
    /// <returns>The choice; null when there is none.</returns>
    internal ThresholdChoice? Choose(double[] logits, bool[] truth, out string? problem)
    {
        int[] order = [.. Enumerable.Range(0, logits.Length).Where(i => !double.IsNaN(logits[i]))];
        long positives = order.Count(i => truth[i]);
        problem = positives == 0 || positives == order.Length
            ? $"all {order.Length} rows are {(positives == 0 ? "no" : "yes")}, so that every threshold is as good as another"
            : null;
        if (problem is not null)
        {
            return null;
        }

        Array.Sort(order, (a, b) => logits[b].CompareTo(logits[a]));
        ThresholdChoice? best = null;
        double highestPrecision = 0;
        long right = 0;
        for (int i = 0; i < order.Length; i++)
        {
            right += truth[order[i]] ? 1 : 0;
            double present = logits[order[i]], next = i + 1 < order.Length ? logits[order[i + 1]] : present - 2;

            // Rows of equal scores are decided alike.
            if (present == next)
            {
                continue;
            }

            double precision = (double)right / (i + 1), recall = (double)right / positives;
            highestPrecision = Math.Max(highestPrecision, precision);
            var choice = new ThresholdChoice(
                1 / (1 + Math.Exp(-((present / 2) + (next / 2)))), precision, recall, precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0);
            if (choice.Threshold is > 0 and < 1 && IsBetter(choice, best))
            {
                best = choice;
            }
        }

        problem = best is not null ? null : _rule == ThresholdRule.Precision
            ? $"no threshold gives a precision of {_value} on these rows; the largest is {highestPrecision:0.###}"
            : "the scores are infinite";
        return best;
    }

    private bool IsBetter(ThresholdChoice choice, ThresholdChoice? best) => _rule switch
    {
        ThresholdRule.BestF1 => best is null || choice.F1 > best.F1,
        ThresholdRule.Precision => choice.Precision >= _value
            && (best is null || choice.Recall > best.Recall || (choice.Recall == best.Recall && choice.Precision > best.Precision)),
        _ => choice.Recall >= _value && (best is null || choice.Precision > best.Precision),
    };

    private static DecisionThreshold Make(ThresholdRule rule, double value, string name) => value is > 0 and < 1
        ? new DecisionThreshold(rule, value)
        : throw new ArgumentOutOfRangeException(name, value, "Expected a number above 0 and below 1.");

    private enum ThresholdRule
    {
        Fixed,
        BestF1,
        Precision,
        Recall,
    }
}
