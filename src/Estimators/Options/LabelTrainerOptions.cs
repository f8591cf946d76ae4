using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>What trainers that learn labels have in common.</summary>
public abstract record LabelTrainerOptions : ValidatedTrainerOptions
{
    private protected LabelTrainerOptions()
    {
    }

    /// <summary>The label column. The default value is <c>Label</c>.</summary>
    [Required]
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>A column of example weights (Single, at least 0), or null: all examples count alike. The default value is null.</summary>
    [NotEmpty]
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>The output column of scores. The default value is <c>Score</c>.</summary>
    [Required]
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>
    /// Random changes of the training images, step after step, new each epoch; rows for validation are not changed. (Fine-tuning
    /// then runs the whole network in every epoch, for no image comes twice as it was.) The default value is empty: none.
    /// </summary>
    [Required]
    public IReadOnlyList<Augmentation> Augmentation { get; init; } = [];

    /// <summary>What a trainer of classes is told of them; the default for one of numbers.</summary>
    internal virtual ClassOptions ClassOptions => ClassOptions.None;

    /// <summary>Whether labels that are numbers are scaled while the network trains.</summary>
    internal virtual bool ScalesLabels => false;

    /// <summary>What is wrong with options that exclude each other.</summary>
    private protected static IEnumerable<string> ProblemsOf(IReadOnlyList<float>? weights, bool balances)
    {
        if (weights is not null && balances)
        {
            yield return "ClassWeights and BalanceClasses exclude each other; give one of them.";
        }
    }

    /// <summary>What is wrong with class weights, one for each of so many outputs; null when that is not known.</summary>
    private protected static IEnumerable<string> ProblemsOf(IReadOnlyList<float>? weights, long? outputs)
    {
        if (weights is null)
        {
            yield break;
        }

        if (outputs is { } count && weights.Count != count)
        {
            yield return $"ClassWeights must have one weight per class, {count}, but has {weights.Count}.";
        }

        if (weights.Any(w => !(w >= 0) || !float.IsFinite(w)) || weights.All(w => w == 0))
        {
            yield return "ClassWeights must be finite numbers of at least 0, and not all 0.";
        }
    }
}

/// <summary>What trainers of classes, of yes and no among them, have in common.</summary>
internal sealed record ClassOptions
{
    public static ClassOptions None { get; } = new();

    /// <summary>The output column of decisions.</summary>
    public string PredictedLabel { get; init; } = "PredictedLabel";

    /// <summary>The output column of probabilities; not for one of several classes.</summary>
    public string Probability { get; init; } = "Probability";

    /// <summary>Share of the target that is spread evenly over all classes.</summary>
    public double Smoothing { get; init; }

    /// <summary>A weight per class, or null.</summary>
    public IReadOnlyList<float>? Weights { get; init; }

    /// <summary>Whether classes weigh as much as makes all of them count alike.</summary>
    public bool Balances { get; init; }

    /// <summary>Whether probabilities are calibrated by the validation rows.</summary>
    public bool Calibrates { get; init; }

    /// <summary>Above which probability yes is predicted; null where nothing is decided so.</summary>
    public DecisionThreshold? Threshold { get; init; }
}
