using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>One part of fine-tuning: which layers learn, for how long and how fast.</summary>
public sealed record FineTuneStage : ICheckedOptions
{
    /// <summary>Passes over the data, 1 to 1,000,000. The default value, null, is the trainer's.</summary>
    [Range(1, TrainerOptions.MostEpochs)]
    public int? Epochs { get; init; }

    /// <summary>Steps of the stage at most, above 0. The default value, null, is the trainer's.</summary>
    [Range(1, long.MaxValue)]
    public long? Steps { get; init; }

    /// <summary>Learning rate of the head, above 0. The default value, null, is the trainer's.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? LearningRate { get; init; }

    /// <summary>
    /// The first layer of the backbone that learns, and with it all that come after: the name of a node, or the beginning
    /// of several up to a dot (<c>layer4</c>). The default value, null, trains the head only.
    /// </summary>
    [NotEmpty]
    public string? UnfreezeFrom { get; init; }

    /// <summary>
    /// What the learning rate of the backbone's last layer is multiplied with, and that of each layer before it once
    /// more: layers near the input learned what is true of all images, and should change least. Above 0 and at most 1.
    /// The default value is 0.9; no layer gets less than a thousandth.
    /// </summary>
    [Range(0, 1, MinimumIsExclusive = true)]
    public double DepthFactor { get; init; } = 0.9;

    /// <summary>How the learning rate changes during the stage. The default value, null, is the trainer's.</summary>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>A stage that trains the head and leaves the backbone as it is.</summary>
    /// <param name="epochs">Passes over the data; null for the trainer's.</param>
    /// <param name="learningRate">Learning rate; null for the trainer's.</param>
    /// <returns>The stage.</returns>
    public static FineTuneStage Head(int? epochs = null, double? learningRate = null) =>
        new() { Epochs = epochs, LearningRate = learningRate };

    /// <summary>A stage that also trains the backbone's last layers.</summary>
    /// <param name="from">The first layer that learns.</param>
    /// <param name="epochs">Passes over the data; null for the trainer's.</param>
    /// <param name="learningRate">Learning rate of the head; the backbone's layers get less.</param>
    /// <returns>The stage.</returns>
    public static FineTuneStage Unfreeze(string from, int? epochs = null, double learningRate = 0.0001) =>
        new() { UnfreezeFrom = from, Epochs = epochs, LearningRate = learningRate };
}
