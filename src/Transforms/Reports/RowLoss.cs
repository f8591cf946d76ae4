namespace MlNetDeep;

/// <summary>A row with a high loss: the model finds its true class improbable.</summary>
/// <param name="Row">Its position in the data, counted from 0.</param>
/// <param name="Truth">The true class.</param>
/// <param name="Loss">-ln of the probability of the true class.</param>
/// <param name="Top">The most probable classes, the best first.</param>
/// <param name="Image">Its picture, when the model's input is an image of 1 or 3 channels.</param>
public sealed record RowLoss(long Row, string Truth, double Loss, IReadOnlyList<ClassProbability> Top, ReportImage? Image);
