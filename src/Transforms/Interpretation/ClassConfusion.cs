namespace MlNetDeep;

/// <summary>A class that is taken for another one.</summary>
/// <param name="Truth">The true class.</param>
/// <param name="Predicted">What the model says instead.</param>
/// <param name="Count">How often.</param>
public sealed record ClassConfusion(string Truth, string Predicted, long Count);
