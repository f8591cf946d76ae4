using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>Keeps gradients from exploding. Everything stays on the device: no value is read back.</summary>
internal static class GradientClipping
{
    /// <summary>Clips as the options ask: first each element, then the norm of all gradients together.</summary>
    public static void Apply(TrainerOptions options, params ReadOnlySpan<Tensor> gradients)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (Tensor gradient in gradients)
        {
            if (options.ClipGradientValue is { } value)
            {
                gradient.clamp_(S(-value), S(value));
            }
        }

        if (options.ClipGradientNorm is { } maximum)
        {
            // As PyTorch does.
            Tensor factor = NormOf(gradients).add(S(1e-6), S(1)).reciprocal().mul_(S(maximum)).clamp_(S(0), S(1));
            foreach (Tensor gradient in gradients)
            {
                gradient.mul_(factor);
            }
        }
    }

    /// <summary>The Euclidean norm of all gradients together.</summary>
    public static Tensor NormOf(params ReadOnlySpan<Tensor> gradients)
    {
        if (gradients.Length == 1)
        {
            return gradients[0].norm();
        }

        Tensor sum = gradients[0].pow(S(2)).sum();
        foreach (Tensor gradient in gradients[1..])
        {
            sum = sum.add(gradient.pow(S(2)).sum(), S(1));
        }

        return sum.sqrt();
    }
}
