using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators;

/// <summary>Chooses an optimizer and holds its settings. The learning rate is an option of the trainer.</summary>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>Weight decay, at least 0. Each optimizer says how it applies it. The default value is 0 (AdamW: 0.01).</summary>
    public double WeightDecay { get; init; }

    internal abstract string Name { get; }

    internal abstract FlatOptimizer Create(Tensor parameters, IReadOnlyList<GroupSettings> groups);

    internal virtual IEnumerable<string> FindProblems() => Problems(
        (WeightDecay >= 0 && double.IsFinite(WeightDecay), nameof(WeightDecay), WeightDecay, "a finite number of at least 0"));

    private protected IEnumerable<string> Problems(params (bool Good, string Option, object Value, string Expected)[] checks) =>
        checks.Where(c => !c.Good).Select(c =>
            FormattableString.Invariant($"Optimizer {Name}: {c.Option} must be {c.Expected}, but is {c.Value}."));

    private protected static bool IsFraction(double value) => value is >= 0 and < 1;
}
