using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>Adam as PyTorch computes it.</summary>
/// <remarks>
/// Weight decay is coupled (L2); for the decoupled one see <see cref="AdamWOptions"/>. Source: D. Kingma and J. Ba,
/// "Adam: a method for stochastic optimization", 2015.
/// </remarks>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>Smoothing of the gradient, at least 0 and below 1. The default value is 0.9.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Smoothing of the squared gradient, at least 0 and below 1. The default value is 0.999.</summary>
    [Range(0, 1, MaximumIsExclusive = true)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the squared gradient, above 0. The default value is 1e-8.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Epsilon { get; init; } = 1e-8;

    internal override string Name => "Adam";

    internal override FlatOptimizer Create(Tensor parameters, IReadOnlyList<GroupSettings> groups) =>
        new AdamOptimizer(Beta1, Beta2, Epsilon, decoupled: false, parameters, groups);
}
