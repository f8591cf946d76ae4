using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>How a <see cref="ConvNetTransformer"/> reads its input and names its output.</summary>
public sealed record ConvNetTransformerOptions : ICheckedOptions
{
    /// <summary>The largest <see cref="BatchSize"/>.</summary>
    public const int MaxBatchSize = 65_536;

    /// <summary>What the network's output means. The default value is <see cref="NetworkTask.Multiclass"/>.</summary>
    public NetworkTask Task { get; init; } = NetworkTask.Multiclass;

    /// <summary>
    /// The image column: a known-size vector of <see cref="float"/> (the network's input as it is) or of
    /// <see cref="byte"/> (pixels, to which the network's preprocessing is applied). The default value is "Features".
    /// </summary>
    [Required]
    public string InputColumnName { get; init; } = "Features";

    /// <summary>The label column of training, kept for training on. The default value is "Label".</summary>
    [Required]
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>The output column of scores. The default value is "Score".</summary>
    [Required]
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The output column of probabilities, binary and multi-label only. The default value is "Probability".</summary>
    [Required]
    public string ProbabilityColumnName { get; init; } = "Probability";

    /// <summary>The output column of decisions, not for regression. The default value is "PredictedLabel".</summary>
    [Required]
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>
    /// The classes in the order of their keys, or of the label's vector; multiclass and multi-label only. The default value is
    /// null: the network's labels, or classes without names when it has none.
    /// </summary>
    public ClassLabels? Classes { get; init; }

    /// <summary>
    /// Above which probability yes is predicted, above 0 and below 1; multi-label takes one for all classes or one for each.
    /// Binary and multi-label only. The default value is 0.5.
    /// </summary>
    // A file from before there were thresholds has none, which its reader takes for null.
    public IReadOnlyList<double> Thresholds { get; init => field = value ?? [0.5]; } = [0.5];

    /// <summary>How the probabilities were calibrated, kept for reading: the network computes it. The default value is null: they were not.</summary>
    public ModelCalibration? Calibration { get; init; }

    /// <summary>
    /// How many rows a cursor scores at once, 1 to 65,536, while it reads up to as many more. A network whose batch
    /// dimension is fixed is run with that many. The default value is 64.
    /// </summary>
    [Range(1, MaxBatchSize)]
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// "cpu", "cuda", "cuda:1" (an error when it cannot be used) or "auto", which follows
    /// <see cref="Microsoft.ML.MLContext.GpuDeviceId"/> and <see cref="Microsoft.ML.MLContext.FallbackToCpu"/>.
    /// The default value is "auto".
    /// </summary>
    [Device]
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Threads that one run may use, 0 to 1,024. 0 is one for a network of up to 10 million multiply-additions a row, and
    /// otherwise one for each physical core, the same threads for all models of the process. Rows of a batch are shared
    /// among threads in any case. The default value is 0.
    /// </summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    IEnumerable<string> ICheckedOptions.FindProblems()
    {
        if (Classes is not null && Task is not (NetworkTask.Multiclass or NetworkTask.MultiLabel))
            yield return $"Classes is given, but the task is {Task}; only multiclass and multi-label have classes.";
        if (Thresholds.Count == 0 || Thresholds.Any(threshold => threshold is not (> 0 and < 1)))
            yield return $"Thresholds must be numbers above 0 and below 1, but is [{string.Join(", ", Thresholds.Select(t => $"{t}"))}].";
        else if (Task != NetworkTask.MultiLabel && (Thresholds.Count > 1 || (Task != NetworkTask.Binary && Thresholds[0] != 0.5)))
            yield return $"Thresholds has {Thresholds.Count} numbers, but the task is {Task}; binary has one, multi-label one for all classes or one for each, other tasks none.";
        if (OptionsCheck.Clash(ScoreColumnName, ProbabilityColumnName, PredictedLabelColumnName) is { } clash)
            yield return clash;
    }
}
