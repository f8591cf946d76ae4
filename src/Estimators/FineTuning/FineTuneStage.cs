namespace MlNetDeep.Estimators;

/// <summary>One part of fine-tuning: which layers learn, for how long and how fast.</summary>
public sealed record FineTuneStage
{
    /// <summary>Passes over the data, 1 to 1,000,000. The default value is 5.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Learning rate of the head, above 0. The default value is 0.003.</summary>
    public double LearningRate { get; init; } = 0.003;

    /// <summary>
    /// The first layer of the backbone that learns, and with it all that come after: the name of a node, or the beginning
    /// of several up to a dot (<c>layer4</c>). The default value, null, trains the head only.
    /// </summary>
    public string? UnfreezeFrom { get; init; }

    /// <summary>
    /// What the learning rate of the backbone's last layer is multiplied with, and that of each layer before it once
    /// more: layers near the input learned what is true of all images, and should change least. Above 0 and at most 1.
    /// The default value is 0.9; no layer gets less than a thousandth.
    /// </summary>
    public double DepthFactor { get; init; } = 0.9;

    /// <summary>How the learning rate changes during the stage. The default value falls to 0 along a cosine.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Cosine();

    /// <summary>A stage that trains the head and leaves the backbone as it is.</summary>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="learningRate">Learning rate.</param>
    /// <returns>The stage.</returns>
    public static FineTuneStage Head(int epochs = 5, double learningRate = 0.003) =>
        new() { Epochs = epochs, LearningRate = learningRate };

    /// <summary>A stage that also trains the backbone's last layers.</summary>
    /// <param name="from">The first layer that learns.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="learningRate">Learning rate of the head; the backbone's layers get less.</param>
    /// <returns>The stage.</returns>
    public static FineTuneStage Unfreeze(string from, int epochs = 5, double learningRate = 0.0001) =>
        new() { UnfreezeFrom = from, Epochs = epochs, LearningRate = learningRate };

    internal IEnumerable<string> FindProblems(int index)
    {
        if (Epochs is < 1 or > 1_000_000)
        {
            yield return $"Stages[{index}]: Epochs must be between 1 and 1,000,000, but is {Epochs}.";
        }

        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
        {
            yield return FormattableString.Invariant($"Stages[{index}]: LearningRate must be a finite number above 0, but is {LearningRate}.");
        }

        if (!(DepthFactor is > 0 and <= 1))
        {
            yield return FormattableString.Invariant($"Stages[{index}]: DepthFactor must be above 0 and at most 1, but is {DepthFactor}.");
        }

        if (UnfreezeFrom is { Length: 0 })
        {
            yield return $"Stages[{index}]: UnfreezeFrom must be the name of a layer or null, but is empty.";
        }

        if (Schedule is null)
        {
            yield return $"Stages[{index}]: Schedule must be given.";
        }
        else
        {
            foreach (string problem in Schedule.FindProblems())
            {
                yield return $"Stages[{index}]: {problem}";
            }
        }
    }
}
