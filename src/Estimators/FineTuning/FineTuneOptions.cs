using Microsoft.ML;

namespace MlNetDeep.Estimators;

/// <summary>Options of <see cref="FineTuneEstimator"/>. They are checked together when the estimator is created.</summary>
public sealed class FineTuneOptions
{
    /// <summary>The trained network to start from. There is no default value.</summary>
    public required Backbone Backbone { get; init; }

    /// <summary>
    /// The layer of the backbone whose output the new head reads; what comes after it is left out. The default value,
    /// null, takes what the classifier at the end decides by, see <see cref="ModelZoo.Network.FindFeatures"/>.
    /// </summary>
    public string? Layer { get; init; }

    /// <summary>The new layers. The default value averages feature maps and has one dense layer.</summary>
    public HeadOptions Head { get; init; } = new();

    /// <summary>What is trained, one after the other. The default value trains the head for 5 epochs.</summary>
    public IReadOnlyList<FineTuneStage> Stages { get; init; } = [new()];

    /// <summary>
    /// Whether features of a frozen backbone are computed once and the head is trained on them. Otherwise every epoch
    /// runs the whole network, which gives the same and takes longer. The default value is <see langword="true"/>.
    /// </summary>
    public bool PrecomputeFeatures { get; init; } = true;

    /// <summary>
    /// Random changes of the training images, in order; see <see cref="Estimators.Augmentation"/>. Every epoch then runs the
    /// whole network, for no image comes twice as it was. The default value is empty.
    /// </summary>
    public IReadOnlyList<Augmentation> Augmentation { get; init; } = [];

    /// <summary>
    /// Where features are kept from run to run, found by the content of the images, the network and its settings; the
    /// folder can be deleted at any time, and shared by processes. Empty: they are kept in memory and forgotten. The
    /// default value, null, is the folder that the environment variable <c>MLNETDEEP_FEATURES</c> names, or else
    /// <c>mlnetdeep/features</c> in the user's folder for local application data.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>
    /// The image column: a vector of floats (the network's input as it is) or of bytes (pixels, to which the backbone's
    /// preprocessing is applied). The default value is <c>Features</c>.
    /// </summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>
    /// The label column: a key for classes, a Boolean for yes and no, a Single for a number. The default value is <c>Label</c>.
    /// </summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>A column of example weights (Single, at least 0), or null: all examples count alike. The default value is null.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>The output column of scores. The default value is <c>Score</c>.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>The output column of probabilities, for a Boolean label. The default value is <c>Probability</c>.</summary>
    public string ProbabilityColumnName { get; init; } = "Probability";

    /// <summary>The output column of decisions, not for a number. The default value is <c>PredictedLabel</c>.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>Rows per step and per run of the backbone, 1 to 65,536. The default value is 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The optimizer. The default value is AdamW with its own settings.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamWOptions();

    /// <summary>Data to validate on after each epoch, with the columns of the training data. The default value is null.</summary>
    public IDataView? ValidationData { get; init; }

    /// <summary>
    /// Share of the training rows to validate on instead, at least 0 and at most 0.9, chosen by the seed, the same in all
    /// stages. The default value is 0.
    /// </summary>
    public double ValidationFraction { get; init; }

    /// <summary>Ends a stage when the loss has stopped falling. The default value is null: it does not.</summary>
    public EarlyStoppingOptions? EarlyStopping { get; init; }

    /// <summary>
    /// Seed of the new head's weights, of shuffling, dropout and the validation split. The default value, null, draws one
    /// from the MLContext.
    /// </summary>
    public int? Seed { get; init; }

    /// <summary>Where to train: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>auto</c>. The default value is <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Precision of convolutions and matrix products in training. The default value is <see cref="TrainingPrecision.Float32"/>.</summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>CPU threads, 0 to 1,024; 0 takes one per processor. The default value is 0.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Folder of checkpoints, a subfolder for each stage (<c>stage-1</c>, <c>stage-2</c>); it is created. The default value
    /// is null: no checkpoints.
    /// </summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>
    /// Steps between two checkpoints, at least 0; one is also written at the end of each epoch. The default value, 0,
    /// writes only those.
    /// </summary>
    public int CheckpointInterval { get; init; }

    /// <summary>
    /// Whether to go on from the checkpoints in <see cref="CheckpointFolder"/>: finished stages are not run again, and the
    /// one that was interrupted goes on where its checkpoint stands. On the CPU the result is the same, bit for bit, as that of
    /// a run without interruption. The default value is <see langword="false"/>: checkpoints of an earlier run are deleted.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Called after each epoch, on the training thread; epochs count from 1 in each stage. The default value is null.</summary>
    public Action<EpochEndArguments>? OnEpochEnd { get; init; }

    /// <summary>
    /// Ends the run with the best model so far. Cancelled before the first step, Fit throws OperationCanceledException;
    /// features computed up to then stay cached. The default value cannot be cancelled.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What is written to the console. The default value is <see cref="ProgressOutput.Auto"/>.</summary>
    public ProgressOutput Progress { get; init; }
}
