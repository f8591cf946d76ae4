namespace MlNetDeep;

/// <summary>How well the samples of one class are recognised.</summary>
/// <param name="Name">The class.</param>
/// <param name="Count">Rows of which it was asked.</param>
/// <param name="Recognised">Those that the classifier takes for it.</param>
public sealed record ClassRecognition(string Name, long Count, long Recognised)
{
    /// <summary>Share of the rows that are recognised, 0 to 1; NaN without rows.</summary>
    public double Accuracy => (double)Recognised / Count;
}
