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
        ByNorm(gradient.norm(), maximum, gradient);
    }

    /// <summary>Scales the gradients of several networks down together.</summary>
    /// <param name="norm">The Euclidean norm of all of them.</param>
    /// <param name="maximum">What it is at most afterwards.</param>
    /// <param name="gradients">The gradients.</param>
    public static void ByNorm(Tensor norm, double maximum, params ReadOnlySpan<Tensor> gradients)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor factor = norm.add(S(1e-6), S(1)).reciprocal().mul_(S(maximum)).clamp_(S(0), S(1));
        foreach (Tensor gradient in gradients)
        {
            gradient.mul_(factor);
        }
    }

    /// <summary>Clamps every element to at most <paramref name="maximum"/> in size.</summary>
    public static void ByValue(Tensor gradient, double maximum)
    {
        using DisposeScope scope = NewDisposeScope();
        gradient.clamp_(S(-maximum), S(maximum));
    }
}
