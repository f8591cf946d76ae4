using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetDeep;

/// <summary>The course of a training run, epoch by epoch. It is saved with the model.</summary>
public sealed class TrainingHistory
{
    /// <summary>Creates a history.</summary>
    /// <param name="epochs">The epochs in order.</param>
    /// <param name="bestEpoch">The epoch of the least loss, counting from 1; 0 when no epoch was completed.</param>
    /// <param name="stopReason">Why the run ended.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="device">The device that was really used, <c>cpu</c> or <c>cuda:0</c> for example.</param>
    /// <exception cref="ArgumentNullException">An argument or an epoch is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bestEpoch"/> is negative or past the last epoch.</exception>
    [JsonConstructor]
    public TrainingHistory(
        IReadOnlyList<EpochRecord> epochs, int bestEpoch, StopReason stopReason, int seed, string device)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        ArgumentNullException.ThrowIfNull(device);
        foreach (EpochRecord epoch in epochs)
            ArgumentNullException.ThrowIfNull(epoch, nameof(epochs));
        ArgumentOutOfRangeException.ThrowIfNegative(bestEpoch);
        if (epochs.Count > 0)
            ArgumentOutOfRangeException.ThrowIfGreaterThan(bestEpoch, epochs[^1].Epoch);
        Epochs = [.. epochs];
        BestEpoch = bestEpoch;
        StopReason = stopReason;
        Seed = seed;
        Device = device;
    }

    /// <summary>The epochs in order.</summary>
    public IReadOnlyList<EpochRecord> Epochs { get; }

    /// <summary>
    /// The epoch of the least loss (that of validation when there is one), counting from 1; 0 when no epoch was completed. The
    /// model has its weights when the run ended early or could have; otherwise, and when it was stopped, it has the last ones.
    /// </summary>
    public int BestEpoch { get; }

    /// <summary>Why the run ended.</summary>
    public StopReason StopReason { get; }

    /// <summary>The seed of the run.</summary>
    public int Seed { get; }

    /// <summary>The device that was really used.</summary>
    public string Device { get; }

    /// <summary>
    /// What <see cref="EpochRecord.Metric"/> is: <c>accuracy</c> (a share of 1) or <c>mean absolute error</c>, for example; null
    /// when the trainer has none, and in models of earlier versions.
    /// </summary>
    public string? MetricName { get; init; }

    /// <summary>Writes the history as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SavedJson.Default.TrainingHistory);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FormatException">The text is not a history.</exception>
    public static TrainingHistory FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize(json, SavedJson.Default.TrainingHistory)
                ?? throw new FormatException("The training history is null.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new FormatException($"The training history cannot be read: {error.Message}", error);
        }
    }
}
