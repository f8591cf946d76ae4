namespace Microsoft.ML.Evaluation;

/// <summary>Areas under the curves that a falling threshold on the score draws.</summary>
internal static class ScoreCurve
{
    /// <summary>
    /// The chance that a positive row scores above a negative one, ties counting half. Both spans are sorted in place.
    /// </summary>
    public static double AreaUnderRoc(Span<float> positives, Span<float> negatives)
    {
        positives.Sort();
        negatives.Sort();

        // Below: how many negatives are under the current positive; upTo: how many are not above it.
        double concordant = 0;
        int below = 0;
        int upTo = 0;
        foreach (float score in positives)
        {
            while (below < negatives.Length && negatives[below] < score)
            {
                below++;
            }

            while (upTo < negatives.Length && negatives[upTo] <= score)
            {
                upTo++;
            }

            concordant += (below + upTo) / 2.0;
        }

        return concordant / ((double)positives.Length * negatives.Length);
    }

    /// <summary>
    /// The lower trapezoid estimator of Boyd, Eng and Page, "Area under the Precision-Recall Curve: Point Estimates and
    /// Confidence Intervals" (ECML PKDD 2013). Equal scores keep the order of their rows.
    /// </summary>
    public static double AreaUnderPrecisionRecall(IReadOnlyList<(float Score, bool Positive)> rows)
    {
        int positives = rows.Count(row => row.Positive);
        double area = 0, recall = 0, precision = 1;
        int hits = 0, misses = 0;
        foreach ((_, bool positive) in rows.OrderByDescending(row => row.Score))
        {
            if (!positive)
            {
                misses++;
                precision = (double)hits / (hits + misses);
                continue;
            }

            hits++;
            double nextRecall = (double)hits / positives;
            double nextPrecision = (double)hits / (hits + misses);
            area += (nextRecall - recall) * (precision + nextPrecision) / 2;
            (recall, precision) = (nextRecall, nextPrecision);
        }

        return area;
    }
}
