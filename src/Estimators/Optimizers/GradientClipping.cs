using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators;

/// <summary>Keeps gradients from exploding. Everything stays on the device: no value is read back.</summary>
internal static class GradientClipping
{
    /// <summary>Scales the gradient down so that its Euclidean norm is at most <paramref name="maximum"/>, as PyTorch does.</summary>
    public static void ByNorm(Tensor gradient, double maximum)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor factor = gradient.norm().add_(1e-6).reciprocal().mul_(maximum).clamp_((Scalar)0.0, (Scalar)1.0);
        gradient.mul_(factor);
    }

    /// <summary>Clamps every element to at most <paramref name="maximum"/> in size.</summary>
    public static void ByValue(Tensor gradient, double maximum)
    {
        using DisposeScope scope = NewDisposeScope();
        gradient.clamp_((Scalar)(-maximum), (Scalar)maximum);
    }
}
