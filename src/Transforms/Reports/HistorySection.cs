using static MlNetDeep.ReportText;

namespace MlNetDeep;

/// <summary>The curves of a training run.</summary>
internal static class HistorySection
{
    public static void Write(HtmlWriter html, TrainingHistory history, string metricName, bool metricIsFraction)
    {
        IReadOnlyList<EpochRecord> epochs = history.Epochs;
        int[] numbers = [.. epochs.Select(e => e.Epoch)];
        int best = Array.IndexOf(numbers, history.BestEpoch);
        html.Element("p", epochs.Count == 1
            ? "One epoch. Point at a dot for its value."
            : "One dot per epoch; point at it for its value. The dashed line marks the best epoch.", ("class", "note"));
        html.Open("div", ("class", "charts"));
        CurveChart.Write(html, "Loss", Pair(epochs, e => e.Loss, e => e.ValidationLoss), numbers, best, Number, fromZero: true);
        CurveChart.Write(html, metricName, Pair(epochs, e => e.Metric, e => e.ValidationMetric), numbers, best,
            metricIsFraction ? ShortPercent : Number, fromZero: false);
        CurveChart.Write(html, "Learning rate", [new Curve("learning rate", [.. epochs.Select(e => (double?)e.LearningRate)])],
            numbers, bestEpoch: -1, Number, fromZero: true);
        html.Close();
    }

    private static List<Curve> Pair(IReadOnlyList<EpochRecord> epochs, Func<EpochRecord, double?> training, Func<EpochRecord, double?> validation)
    {
        List<Curve> curves = [];
        if (epochs.Any(e => training(e).HasValue))
            curves.Add(new Curve("training", [.. epochs.Select(training)]));
        if (epochs.Any(e => validation(e).HasValue))
            curves.Add(new Curve("validation", [.. epochs.Select(validation)], Style: "two"));
        return curves;
    }
}
