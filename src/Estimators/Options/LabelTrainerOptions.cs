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
/// <param name="PredictedLabel">The output column of decisions.</param>
/// <param name="Probability">The output column of probabilities; yes and no only.</param>
/// <param name="Smoothing">Share of the target that is spread evenly over all classes.</param>
/// <param name="Weights">A weight per class, or null.</param>
internal sealed record ClassOptions(string PredictedLabel, string Probability, double Smoothing, IReadOnlyList<float>? Weights)
{
    public static ClassOptions None { get; } = new("PredictedLabel", "Probability", 0, null);

    public bool ChangesLoss => Smoothing > 0 || Weights is not null;
}
