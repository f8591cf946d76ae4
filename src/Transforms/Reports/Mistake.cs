namespace MlNetDeep;

/// <summary>A row that the network got wrong.</summary>
/// <param name="Row">Its position in the data, from 0.</param>
/// <param name="Image">Its picture, if there is one.</param>
/// <param name="Truth">Index of the true class.</param>
/// <param name="Predicted">Index of the class that the network said.</param>
/// <param name="Probability">How sure it was of that.</param>
internal sealed record Mistake(long Row, ReportImage? Image, int Truth, int Predicted, double Probability);
