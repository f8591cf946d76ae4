using System.Globalization;
using static MlNetDeep.ReportText;

namespace MlNetDeep;

/// <summary>The curves of one training run, or of several over each other.</summary>
internal static class HistorySection
{
    /// <summary>The metric of classifiers, a share of 1; other metrics have the scale of their data.</summary>
    private const string Accuracy = "accuracy";

    private static readonly string[] _styles = ["one", "two", "three", "four", "five", "six"];

    /// <param name="html">Where to write.</param>
    /// <param name="runs">The runs with their names, each of one epoch or more.</param>
    public static void Write(HtmlWriter html, IReadOnlyList<NamedRun> runs)
    {
        if (runs.Count == 1)
        {
            WriteOne(html, runs[0].History);
            return;
        }

        html.Element("p", "A colour per run. Point at a dot for its value.", ("class", "note"));
        // Losses of different tasks have nothing in common, so each metric has charts of its own.
        foreach (IGrouping<string?, NamedRun> alike in runs.GroupBy(run => run.History.MetricName))
            WriteSeveral(html, alike.Key, [.. alike]);
        WriteRuns(html, runs);
    }

    private static void WriteOne(HtmlWriter html, TrainingHistory history)
    {
        IReadOnlyList<EpochRecord> epochs = history.Epochs;
        int[] numbers = [.. epochs.Select(e => e.Epoch)];
        int best = Array.IndexOf(numbers, history.BestEpoch);
        html.Element("p", epochs.Count == 1
            ? "One epoch. Point at a dot for its value."
            : "One dot per epoch; point at it for its value. The dashed line marks the best epoch.", ("class", "note"));
        html.Open("div", ("class", "charts"));
        CurveChart.Write(html, "Loss", Pair(epochs, e => e.Loss, e => e.ValidationLoss), numbers, best, Number, fromZero: true);
        CurveChart.Write(html, Title(history.MetricName), Pair(epochs, e => e.Metric, e => e.ValidationMetric), numbers, best,
            Format(history.MetricName), fromZero: false);
        CurveChart.Write(html, "Learning rate", [new Curve("learning rate", [.. epochs.Select(e => (double?)e.LearningRate)])],
            numbers, bestEpoch: -1, Number, fromZero: true);
        html.Close();
    }

    private static void WriteSeveral(HtmlWriter html, string? metric, IReadOnlyList<NamedRun> runs)
    {
        int[] numbers = [.. runs.SelectMany(run => run.History.Epochs).Select(e => e.Epoch).Distinct().Order()];
        html.Open("div", ("class", "charts"));
        Chart("Training loss", e => e.Loss, Number, fromZero: true);
        Chart("Validation loss", e => e.ValidationLoss, Number, fromZero: true);
        Chart($"{Title(metric)}, training", e => e.Metric, Format(metric), fromZero: false);
        Chart($"{Title(metric)}, validation", e => e.ValidationMetric, Format(metric), fromZero: false);
        Chart("Learning rate", e => e.LearningRate, Number, fromZero: true);
        html.Close();

        void Chart(string title, Func<EpochRecord, double?> value, Func<double, string> format, bool fromZero)
        {
            Curve[] curves = [.. runs.Select((run, i) => new Curve(
                run.Name,
                [.. numbers.Select(number => run.History.Epochs.FirstOrDefault(e => e.Epoch == number) is { } epoch ? value(epoch) : null)],
                _styles[i % _styles.Length]))];
            CurveChart.Write(html, title, curves, numbers, bestEpoch: -1, format, fromZero);
        }
    }

    private static void WriteRuns(HtmlWriter html, IReadOnlyList<NamedRun> runs)
    {
        html.Open("div", ("class", "scroll")).Open("table").Open("thead").Open("tr").Element("th", "Run");
        foreach (string title in (string[])["Epochs", "Best", "Loss", "Metric", "Time", "Seed", "Device"])
            html.Element("th", title, ("class", "n"));
        html.Close().Close().Open("tbody");
        foreach ((string name, TrainingHistory history) in runs)
        {
            // What the run is worth: of the best epoch, or of the last one where none is better than another.
            EpochRecord end = history.Epochs.FirstOrDefault(e => e.Epoch == history.BestEpoch) ?? history.Epochs[^1];
            double? metric = end.ValidationMetric ?? end.Metric;
            html.Open("tr").Element("td", name);
            foreach (string cell in (string[])
            [
                Count(history.Epochs.Count), history.BestEpoch > 0 ? Count(history.BestEpoch) : "–", Number(end.ValidationLoss ?? end.Loss),
                metric is { } value ? $"{Title(history.MetricName)} {Format(history.MetricName)(value)}" : "–",
                Duration(TimeOf(history)), SeedOf(history), history.Device,
            ])
                html.Element("td", cell, ("class", "n"));
            html.Close();
        }
        html.Close().Close().Close();
        html.Element("p", "Loss and metric are those of the best epoch, of the validation rows where there are any.", ("class", "note"));
    }

    /// <summary>The time that all epochs took.</summary>
    public static TimeSpan TimeOf(TrainingHistory history) => history.Epochs.Aggregate(TimeSpan.Zero, (sum, epoch) => sum + epoch.Duration);

    /// <summary>The seed of a run.</summary>
    public static string SeedOf(TrainingHistory history) => history.Seed.ToString(CultureInfo.InvariantCulture);

    private static string Title(string? metric) => metric is null ? "Metric" : char.ToUpperInvariant(metric[0]) + metric[1..];

    private static Func<double, string> Format(string? metric) => metric == Accuracy ? ShortPercent : Number;

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

/// <summary>A training run of a report.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="History">Its course.</param>
internal sealed record NamedRun(string Name, TrainingHistory History);
