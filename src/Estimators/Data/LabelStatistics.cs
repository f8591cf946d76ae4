using Microsoft.ML;

namespace MlNetDeep.Estimators.Data;

/// <summary>What the labels of the training rows come to: counts of classes, or means and deviations. One pass over the label alone.</summary>
internal sealed class LabelStatistics
{
    private LabelStatistics(long rows, long[] counts, double[] means, double[] deviations) =>
        (Rows, Counts, Means, Deviations) = (rows, counts, means, deviations);

    /// <summary>The number of rows.</summary>
    public long Rows { get; }

    /// <summary>How many rows each class has; of yes and no, first no; of several labels, how many rows have each.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>The mean of each number of the label.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>Their standard deviation, dividing by the number of rows.</summary>
    public IReadOnlyList<double> Deviations { get; }

    /// <summary>Reads the labels.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="layout">Their columns.</param>
    /// <param name="classes">The number of classes, 2 for yes and no; 0 for labels that are vectors or quantities.</param>
    /// <param name="filter">Which rows count, by their position; null for all.</param>
    /// <param name="cancellation">Ends the pass.</param>
    public static LabelStatistics Read(IDataView data, RowLayout layout, int classes, Func<long, bool>? filter, CancellationToken cancellation)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([layout.Label]);
        LabelGetter read = LabelReader.Create(cursor, layout);
        int width = layout.LabelWidth;
        double[] label = new double[width], means = new double[width], squares = new double[width];
        var counts = new long[classes > 0 ? classes : width];
        long rows = 0;
        for (long position = 0; cursor.MoveNext(); position++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (filter?.Invoke(position) == false)
            {
                continue;
            }

            read(label);
            rows++;
            if (classes > 0)
            {
                counts[(int)label[0]]++;
            }

            // Welford's method: sums of squares would lose what is small beside a large mean.
            for (int i = 0; i < width; i++)
            {
                counts[i] += classes == 0 && label[i] == 1 ? 1 : 0;
                double distance = label[i] - means[i];
                means[i] += distance / rows;
                squares[i] += distance * (label[i] - means[i]);
            }
        }

        return new LabelStatistics(rows, counts, means, [.. squares.Select(square => Math.Sqrt(square / Math.Max(1, rows)))]);
    }

    /// <summary>
    /// Weights by which all classes count alike, n / (k n_c): n rows, k classes that have rows, n_c of them in the class. A class
    /// without rows weighs 1.
    /// </summary>
    public static float[] Balanced(params ReadOnlySpan<long> counts)
    {
        long rows = 0;
        int present = 0;
        foreach (long count in counts)
        {
            rows += count;
            present += count > 0 ? 1 : 0;
        }

        var weights = new float[counts.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = counts[i] > 0 ? (float)((double)rows / present / counts[i]) : 1;
        }

        return weights;
    }
}
