namespace MlNetDeep;

/// <summary>How well a model knows a class.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Rows">Rows of this class.</param>
/// <param name="Predicted">Rows that the model takes for this class.</param>
/// <param name="Precision">Share of those that are of the class; NaN when there are none.</param>
/// <param name="Recall">Share of the class's rows that the model recognizes; NaN when there are none.</param>
public sealed record ClassQuality(string Name, long Rows, long Predicted, double Precision, double Recall)
{
    /// <summary>The harmonic mean of precision and recall; NaN when one of them is.</summary>
    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);
}
