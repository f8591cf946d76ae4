using System.ComponentModel.DataAnnotations;
using MlNetDeep.Estimators.Checkpoints;

namespace MlNetDeep;

/// <summary>
/// What all trainers have in common: rows, length, learning rate, device, checkpoints, callbacks. An option means the same
/// to all of them, and all options are checked together when the trainer is created.
/// </summary>
public abstract record TrainerOptions : ICheckedOptions
{
    /// <summary>The most epochs.</summary>
    internal const int MostEpochs = 1_000_000;

    private readonly int? _epochs;

    private protected TrainerOptions()
    {
    }

    /// <summary>
    /// The image column: a vector of floats (the network's input as it is) or of bytes (pixels, to which the network's
    /// preprocessing is applied). The default value is <c>Features</c>.
    /// </summary>
    [Required]
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>
    /// Passes over the data, 1 to 1,000,000. The default value is 10 (fine-tuning: 5), or as many as <see cref="Steps"/> takes
    /// when that is given.
    /// </summary>
    [Range(1, MostEpochs), AnyCourse]
    public int Epochs
    {
        get => _epochs ?? (Steps is null ? DefaultEpochs : MostEpochs);
        init => _epochs = value;
    }

    /// <summary>
    /// Batches that are learned from at most, above 0; the run may end within an epoch, which is then validated and recorded
    /// as it is. With <see cref="Epochs"/> given too, what comes first ends the run. The default value, null, sets no limit.
    /// </summary>
    [Range(1, long.MaxValue), AnyCourse]
    public long? Steps { get; init; }

    /// <summary>
    /// Rows per step, 1 to 65,536 (fine-tuning: also rows per run of the frozen layers). The last batch of an epoch may be
    /// smaller; where a batch normalization needs two rows and one would be left, it has one more. The default value is 64
    /// (fine-tuning: 32).
    /// </summary>
    [Range(1, 65_536)]
    public int BatchSize { get; init; } = 64;

    /// <summary>Learning rate, above 0. The default value is 0.001 (fine-tuning: 0.003; a GAN: 0.0002).</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double LearningRate { get; init; } = 0.001;

    /// <summary>
    /// How the learning rate changes during the run. The default value is <see cref="LearningRateSchedule.Constant"/>
    /// (fine-tuning: it falls to 0 along a cosine).
    /// </summary>
    [Required]
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>
    /// The gradient of what one optimizer changes is scaled down to this Euclidean norm, above 0. The default value, null, does
    /// not clip.
    /// </summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? ClipGradientNorm { get; init; }

    /// <summary>Each element of the gradient is clamped to this size, above 0. The default value, null, does not clip.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double? ClipGradientValue { get; init; }

    /// <summary>
    /// Seed of shuffling, dropout, the validation split and whatever else is drawn. The default value, null, draws one from
    /// the MLContext: with <c>new MLContext(seed: 1)</c> runs repeat, without a seed they do not. The seed that was used is
    /// logged and stands in the history. Initial weights of a network that is given have their own seed.
    /// </summary>
    [AnyCourse]
    public int? Seed { get; init; }

    /// <summary>
    /// Where to train: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>auto</c>, which follows MLContext.GpuDeviceId and
    /// FallbackToCpu. The default value is <c>auto</c>.
    /// </summary>
    [Device]
    public string Device { get; init; } = "auto";

    /// <summary>Precision of convolutions and matrix products. The default value is <see cref="TrainingPrecision.Float32"/>.</summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>CPU threads, 0 to 1,024; 0 takes one per processor. The default value is 0.</summary>
    [Range(0, 1024), AnyCourse]
    public int Threads { get; init; }

    /// <summary>Whether rows come in another random order each epoch. The default value is <see langword="true"/>.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether rows are kept in memory. The default value is <see cref="RowCaching.Auto"/>.</summary>
    [AnyCourse]
    public RowCaching Caching { get; init; }

    /// <summary>
    /// Bytes of rows that <see cref="RowCaching.Auto"/> keeps in memory at most, at least 0; also the bound of the
    /// window in which streamed rows are shuffled (a quarter of it). The default value is 256 MiB.
    /// </summary>
    [Range(0, long.MaxValue), AnyCourse]
    public long CacheBudget { get; init; } = 256L << 20;

    /// <summary>Batches that the reading thread may be ahead, 1 to 1,024. The default value is 3.</summary>
    [Range(1, 1024), AnyCourse]
    public int ReadAhead { get; init; } = 3;

    /// <summary>
    /// Folder of the checkpoint; it is created. Fine-tuning has a folder in it for each stage (<c>stage-1</c>,
    /// <c>stage-2</c>). The default value is null: no checkpoints.
    /// </summary>
    [NotEmpty]
    public string? CheckpointFolder { get; init; }

    /// <summary>
    /// Steps between two checkpoints, at least 0; one is also written at the end of each epoch. The default value, 0,
    /// writes only those.
    /// </summary>
    [Range(0, int.MaxValue), AnyCourse]
    public int CheckpointInterval { get; init; }

    /// <summary>
    /// Whether to go on from the checkpoint in <see cref="CheckpointFolder"/> when there is one. On the CPU the result is
    /// the same, bit for bit, as that of a run without interruption. The default value is <see langword="false"/>.
    /// </summary>
    [AnyCourse]
    public bool Resume { get; init; }

    /// <summary>Called after each batch, on the training thread. On a GPU it makes every step wait for the loss. The default value is null.</summary>
    public Action<BatchEndArguments>? OnBatchEnd { get; init; }

    /// <summary>Called after each epoch, on the training thread; fine-tuning counts epochs from 1 in each stage. The default value is null.</summary>
    public Action<EpochEndArguments>? OnEpochEnd { get; init; }

    /// <summary>
    /// Ends the run with the best model so far: that of the best finished epoch, or the present weights when no epoch is
    /// finished yet or, as with a GAN, none is better than another. Cancelled before the first step, Fit throws
    /// OperationCanceledException. The default value cannot be cancelled.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What is written to the console; the MLContext's log gets a line per epoch in any case. The default value is <see cref="ProgressOutput.None"/>.</summary>
    [AnyCourse]
    public ProgressOutput Progress { get; init; }

    /// <summary>Epochs when neither they nor steps are given.</summary>
    private protected virtual int DefaultEpochs => 10;

    IEnumerable<string> ICheckedOptions.FindProblems() => FindProblems();

    private protected virtual IEnumerable<string> FindProblems()
    {
        if (Resume && CheckpointFolder is null)
        {
            yield return "Resume needs a CheckpointFolder to resume from.";
        }
    }
}
