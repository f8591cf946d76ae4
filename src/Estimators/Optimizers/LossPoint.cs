using static TorchSharp.torch;

namespace MlNetDeep.Estimators;

/// <summary>A loss and its gradient.</summary>
internal readonly record struct LossPoint(double Loss, Tensor Gradient);
