using System.ComponentModel.DataAnnotations;
using Microsoft.ML;
using MlNetDeep.Estimators.Checkpoints;

namespace MlNetDeep;

/// <summary>What trainers that minimize one loss have in common: it can be watched on other rows, and the best epoch kept.</summary>
public abstract record ValidatedTrainerOptions : TrainerOptions
{
    private protected ValidatedTrainerOptions()
    {
    }

    /// <summary>The optimizer. The default value is Adam (fine-tuning: AdamW) with PyTorch's settings.</summary>
    [Required]
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>
    /// Data to validate on after each epoch, with the columns of the training data. Keys of its labels that stand for the
    /// same values in another order are matched by value. The default value is null.
    /// </summary>
    public IDataView? ValidationData { get; init; }

    /// <summary>
    /// Share of the training rows to validate on instead, at least 0 and at most 0.9, chosen by the seed (fine-tuning: the
    /// same in all stages). The default value is 0.
    /// </summary>
    [Range(0, 0.9)]
    public double ValidationFraction { get; init; }

    /// <summary>
    /// Ends the run (fine-tuning: the stage) when the loss has stopped falling, with the weights of the best epoch. The default
    /// value is null: it does not.
    /// </summary>
    [AnyCourse]
    public EarlyStoppingOptions? EarlyStopping { get; init; }

    private protected override IEnumerable<string> FindProblems() =>
        this is { ValidationData: not null, ValidationFraction: > 0 }
            ? base.FindProblems().Append("ValidationData and ValidationFraction exclude each other; give one of them.")
            : base.FindProblems();
}
