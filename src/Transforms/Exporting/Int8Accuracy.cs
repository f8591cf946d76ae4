namespace MlNetDeep;

/// <summary>The share of right answers before and after quantization.</summary>
/// <param name="Rows">How many labelled rows were scored.</param>
/// <param name="Before">The share that the model gets right.</param>
/// <param name="After">The share that the file gets right.</param>
public sealed record Int8Accuracy(int Rows, double Before, double After);
