using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>Adam with decoupled weight decay, as PyTorch computes it.</summary>
/// <remarks>
/// Each step first multiplies the weights by 1 - learning rate * decay; the gradient does not see the decay. Source:
/// I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.
/// </remarks>
public sealed record AdamWOptions : OptimizerOptions
{
    /// <summary>Creates the options with a weight decay of 0.01.</summary>
    public AdamWOptions() => WeightDecay = 0.01;

    /// <summary>Smoothing of the gradient, at least 0 and below 1. The default value is 0.9.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Smoothing of the squared gradient, at least 0 and below 1. The default value is 0.999.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the squared gradient, above 0. The default value is 1e-8.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Epsilon { get; init; } = 1e-8;

    internal override string Name => "AdamW";

    internal override FlatOptimizer Create(Tensor parameters, IReadOnlyList<GroupSettings> groups) =>
        new AdamOptimizer(Beta1, Beta2, Epsilon, decoupled: true, parameters, groups);
}
