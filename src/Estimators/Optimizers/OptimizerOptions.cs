using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>Chooses an optimizer and holds its settings. The learning rate is an option of the trainer.</summary>
public abstract record OptimizerOptions : ICheckedOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>Weight decay, at least 0. Each optimizer says how it applies it. The default value is 0 (AdamW: 0.01).</summary>
    [Range(0, double.MaxValue)]
    public double WeightDecay { get; init; }

    internal abstract string Name { get; }

    internal abstract FlatOptimizer Create(Tensor parameters, IReadOnlyList<GroupSettings> groups);

    IEnumerable<string> ICheckedOptions.FindProblems() => FindProblems();

    private protected virtual IEnumerable<string> FindProblems() => [];
}
