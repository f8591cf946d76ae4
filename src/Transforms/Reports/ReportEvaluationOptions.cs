using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>Which columns of scored rows a report reads, and how much of them it shows.</summary>
public sealed class ReportEvaluationOptions : ICheckedOptions
{
    /// <summary>
    /// Column with the picture: vector of byte or float with dimensions [C, H, W], [H, W, C] or [H, W], 1 or 3 channels. The
    /// default value is null: the first column with three such dimensions, and no pictures where there is none. What
    /// <c>PrepareImages</c> made of the pixels is undone.
    /// </summary>
    [NotEmpty]
    public string? ImageColumnName { get; init; }

    /// <summary>Column with the truth: a key, or a bool for two classes. The default value is "Label".</summary>
    [Required]
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>Column with one probability a class (multiclass). The default value is "Score".</summary>
    [Required]
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>Column with the probability of true (two classes). The default value is "Probability".</summary>
    [Required]
    public string ProbabilityColumnName { get; init; } = "Probability";

    /// <summary>Column with the decisions: a model's own threshold is in a bool, its classes in a key. Where there is none of that
    /// name, 0.5 is the threshold. The default value is "PredictedLabel".</summary>
    [Required]
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>What the classes are called, in key order. The default value is null: the slot names of the scores, or the
    /// values of the label's keys.</summary>
    [NotEmpty]
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>How many of the worst mistakes are shown, 0 to 10,000. The default value is 24.</summary>
    [Range(0, 10_000)]
    public int MaximumMistakes { get; init; } = 24;

    /// <summary>What the rows are called in headings: "test", "validation". The default value is "test".</summary>
    [Required]
    public string SetName { get; init; } = "test";
}
