namespace MlNetDeep;

/// <summary>How well a multi-label model tells one class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Rows">Rows in which it is there.</param>
/// <param name="Predicted">Rows in which it is predicted.</param>
/// <param name="TruePositives">Rows in which both are so.</param>
/// <param name="AveragePrecision">
/// The sum of (R_n - R_(n-1)) P_n over the probabilities from the largest to the smallest, rows of equal ones together, with the
/// precision P_n and the recall R_n down to there; NaN when it is never there.
/// </param>
public sealed record LabelQuality(string Name, long Rows, long Predicted, long TruePositives, double AveragePrecision)
{
    /// <summary>Share of the predictions that are right; NaN when there are none.</summary>
    public double Precision => MultiLabelMetrics.Share(TruePositives, Predicted);

    /// <summary>Share of its rows that are found; NaN when there are none.</summary>
    public double Recall => MultiLabelMetrics.Share(TruePositives, Rows);

    /// <summary>The harmonic mean of both; NaN when it neither is there nor is predicted.</summary>
    public double F1 => MultiLabelMetrics.Share(2 * TruePositives, Rows + Predicted);
}
