using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.LibTorch;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>Stochastic gradient descent, with momentum, dampening and Nesterov's look-ahead, as PyTorch computes them.</summary>
/// <remarks>Weight decay is coupled (L2): decay times the weight is added to the gradient.</remarks>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>Momentum, at least 0 and below 1. The default value is 0.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Momentum { get; init; }

    /// <summary>Dampening of the gradient that enters the momentum. The default value is 0.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Dampening { get; init; }

    /// <summary>Nesterov momentum; needs momentum and no dampening. The default value is <see langword="false"/>.</summary>
    public bool Nesterov { get; init; }

    internal override string Name => "SGD";

    internal override FlatOptimizer Create(Tensor parameters, IReadOnlyList<GroupSettings> groups) =>
        new Sgd(this, parameters, groups);

    private protected override IEnumerable<string> FindProblems() => Nesterov && (Momentum == 0 || Dampening > 0)
        ? ["Nesterov needs Momentum above 0 and no Dampening."]
        : [];

    private sealed class Sgd(SgdOptions options, Tensor parameters, IReadOnlyList<GroupSettings> groups)
        : FlatOptimizer(parameters, groups, options.Momentum > 0 ? 1 : 0)
    {
        private protected override void Update(
            Tensor parameters, Tensor gradient, Tensor[] state, double learningRate, double weightDecay)
        {
            if (CanFuse(AtenOperators.FusedSgd))
            {
                AtenOperators.Sgd(parameters, gradient, state, isFirst: Steps == 1, new SgdSettings(
                    learningRate, weightDecay, options.Momentum, options.Dampening, options.Nesterov));
                return;
            }

            if (weightDecay != 0)
            {
                gradient.add_(parameters, S(weightDecay));
            }

            if (options.Momentum > 0)
            {
                // The first step takes the gradient as it is, undampened.
                state[0].mul_(S(options.Momentum)).add_(gradient, S(Steps == 1 ? 1 : 1 - options.Dampening));
                gradient = options.Nesterov ? gradient.add_(state[0], S(options.Momentum)) : state[0];
            }

            parameters.add_(gradient, S(-learningRate));
        }
    }
}
