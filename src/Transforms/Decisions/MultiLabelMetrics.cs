namespace MlNetDeep;

/// <summary>How well a multi-label model tells which classes are there. Made by <c>mlContext.DeepLearning.EvaluateMultiLabel</c>.</summary>
/// <remarks>
/// Micro counts all decisions alike, macro all classes. A class that neither is there in any row nor was said to be has no F1,
/// and one that is never there no average precision: means leave it out.
/// </remarks>
public sealed class MultiLabelMetrics
{
    internal MultiLabelMetrics(long rows, long wholeRows, IReadOnlyList<LabelQuality> classes)
    {
        Rows = rows;
        Classes = classes;
        long right = classes.Sum(c => c.TruePositives), said = classes.Sum(c => c.Predicted), there = classes.Sum(c => c.Rows);
        MicroPrecision = Share(right, said);
        MicroRecall = Share(right, there);
        MicroF1 = Share(2 * right, said + there);
        MacroF1 = Mean(classes.Select(c => c.F1));
        MeanAveragePrecision = Mean(classes.Select(c => c.AveragePrecision));
        HammingLoss = Share(said + there - (2 * right), rows * classes.Count);
        SubsetAccuracy = Share(wholeRows, rows);
    }

    /// <summary>The number of rows.</summary>
    public long Rows { get; }

    /// <summary>Share of the predicted labels that are right; NaN when none is predicted.</summary>
    public double MicroPrecision { get; }

    /// <summary>Share of the true labels that are predicted; NaN when there are none.</summary>
    public double MicroRecall { get; }

    /// <summary>The harmonic mean of both, 2 TP / (2 TP + FP + FN); NaN when there is nothing to count.</summary>
    public double MicroF1 { get; }

    /// <summary>The mean of the classes' F1.</summary>
    public double MacroF1 { get; }

    /// <summary>The mean of the classes' average precision, which looks at the order of the probabilities alone.</summary>
    public double MeanAveragePrecision { get; }

    /// <summary>Share of all decisions that are wrong, 0 to 1.</summary>
    public double HammingLoss { get; }

    /// <summary>Share of the rows in which every decision is right.</summary>
    public double SubsetAccuracy { get; }

    /// <summary>How well each class is told, in the order of the label's vector.</summary>
    public IReadOnlyList<LabelQuality> Classes { get; }

    internal static double Share(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;

    private static double Mean(IEnumerable<double> values) => values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();
}
