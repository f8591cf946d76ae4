using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>RMSprop as PyTorch computes it: the epsilon is added to the root, not under it.</summary>
/// <remarks>
/// Weight decay is coupled (L2). Source: T. Tieleman and G. Hinton, "Lecture 6.5: rmsprop", 2012; the centred variant:
/// A. Graves, "Generating sequences with recurrent neural networks", 2013.
/// </remarks>
public sealed record RmsPropOptions : OptimizerOptions
{
    /// <summary>Smoothing of the squared gradients, at least 0 and below 1. The default value is 0.99.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Smoothing { get; init; } = 0.99;

    /// <summary>Added to the root of the squared gradients, above 0. The default value is 1e-8.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Momentum, at least 0 and below 1. The default value is 0.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Momentum { get; init; }

    /// <summary>Whether the gradient's variance normalizes, not its second moment. The default value is <see langword="false"/>.</summary>
    public bool Centered { get; init; }

    internal override string Name => "RMSprop";

    internal override FlatOptimizer Create(Tensor parameters, IReadOnlyList<GroupSettings> groups) =>
        new RmsProp(this, parameters, groups);

    private sealed class RmsProp(RmsPropOptions options, Tensor parameters, IReadOnlyList<GroupSettings> groups)
        : FlatOptimizer(parameters, groups, 1 + (options.Momentum > 0 ? 1 : 0) + (options.Centered ? 1 : 0))
    {
        private protected override void Update(
            Tensor parameters, Tensor gradient, Tensor[] state, double learningRate, double weightDecay)
        {
            if (weightDecay != 0)
            {
                gradient.add_(parameters, S(weightDecay));
            }

            Tensor squares = state[0].mul_(S(options.Smoothing)).addcmul_(gradient, gradient, S(1 - options.Smoothing));
            Tensor spread = squares;
            if (options.Centered)
            {
                Tensor mean = state[^1].mul_(S(options.Smoothing)).add_(gradient, S(1 - options.Smoothing));
                spread = squares.addcmul(mean, mean, S(-1));
            }

            Tensor root = spread.sqrt().add_(S(options.Epsilon), S(1));
            if (options.Momentum > 0)
            {
                parameters.add_(state[1].mul_(S(options.Momentum)).addcdiv_(gradient, root, S(1)), S(-learningRate));
            }
            else
            {
                parameters.addcdiv_(gradient, root, S(-learningRate));
            }
        }
    }
}
