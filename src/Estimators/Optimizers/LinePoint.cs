using static TorchSharp.torch;

namespace MlNetDeep.Estimators;

/// <summary>A trial of a line search.</summary>
/// <param name="Length">How far along the direction.</param>
/// <param name="Loss">The loss there.</param>
/// <param name="Slope">The slope along the direction there.</param>
/// <param name="Gradient">The gradient there.</param>
internal readonly record struct LinePoint(double Length, double Loss, double Slope, Tensor Gradient);
