using static TorchSharp.torch;

namespace MlNetDeep.Estimators;

/// <summary>Adam as PyTorch computes it.</summary>
/// <remarks>
/// Weight decay is coupled (L2); for the decoupled one see <see cref="AdamWOptions"/>. Source: D. Kingma and J. Ba,
/// "Adam: a method for stochastic optimization", 2015.
/// </remarks>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>Smoothing of the gradient, at least 0 and below 1. The default value is 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Smoothing of the squared gradient, at least 0 and below 1. The default value is 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the squared gradient, above 0. The default value is 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    internal override string Name => "Adam";

    internal override FlatOptimizer Create(Tensor parameters, IReadOnlyList<GroupSettings> groups) =>
        new AdamOptimizer(Beta1, Beta2, Epsilon, decoupled: false, parameters, groups);

    internal override IEnumerable<string> FindProblems() => base.FindProblems().Concat(Problems(
        (IsFraction(Beta1), nameof(Beta1), Beta1, "at least 0 and below 1"),
        (IsFraction(Beta2), nameof(Beta2), Beta2, "at least 0 and below 1"),
        (Epsilon > 0 && double.IsFinite(Epsilon), nameof(Epsilon), Epsilon, "a finite number above 0")));
}
