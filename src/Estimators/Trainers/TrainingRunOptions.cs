using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators;

/// <summary>The life of a training run, whatever is trained: rows, length, device, checkpoints, callbacks.</summary>
public abstract record TrainingRunOptions
{
    private protected TrainingRunOptions()
    {
    }

    /// <summary>
    /// The image column: a vector of floats (the network's input as it is) or of bytes (pixels, to which the network's
    /// preprocessing is applied). The default value is <c>Features</c>.
    /// </summary>
    public string FeatureColumnName { get; init; } = "Features";

    /// <summary>Passes over the data, 1 to 1,000,000. The default value is 10.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Rows per step, 1 to 65,536; the last batch of an epoch may be smaller. The default value is 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Learning rate, above 0. The default value is 0.001.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>How the learning rate changes during the run. The default value is <see cref="LearningRateSchedule.Constant"/>.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>
    /// Seed of shuffling, dropout and the validation split. The default value, null, draws one from the MLContext:
    /// with <c>new MLContext(seed: 1)</c> runs repeat, without a seed they do not. The seed that was used is logged and
    /// stands in the history. The network's initial weights have their own seed.
    /// </summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Where to train: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>auto</c>, which follows MLContext.GpuDeviceId and
    /// FallbackToCpu. The default value is <c>auto</c>.
    /// </summary>
    public string Device { get; init; } = "auto";

    /// <summary>Precision of convolutions and matrix products. The default value is <see cref="TrainingPrecision.Float32"/>.</summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>CPU threads, 0 to 1,024; 0 takes one per processor. The default value is 0.</summary>
    public int Threads { get; init; }

    /// <summary>Whether rows come in another random order each epoch. The default value is <see langword="true"/>.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Whether rows are kept in memory. The default value is <see cref="RowCaching.Auto"/>.</summary>
    public RowCaching Caching { get; init; }

    /// <summary>
    /// Bytes of rows that <see cref="RowCaching.Auto"/> keeps in memory at most, at least 0; also the bound of the
    /// window in which streamed rows are shuffled (a quarter of it). The default value is 256 MiB.
    /// </summary>
    public long CacheBudget { get; init; } = 256L << 20;

    /// <summary>Batches that the reading thread may be ahead, 1 to 1,024. The default value is 3.</summary>
    public int ReadAhead { get; init; } = 3;

    /// <summary>Folder of the checkpoint; it is created. The default value is null: no checkpoints.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>
    /// Steps between two checkpoints, at least 0; one is also written at the end of each epoch. The default value, 0,
    /// writes only those.
    /// </summary>
    public int CheckpointInterval { get; init; }

    /// <summary>
    /// Whether to go on from the checkpoint in <see cref="CheckpointFolder"/> when there is one. On the CPU the result is
    /// the same, bit for bit, as that of a run without interruption. The default value is <see langword="false"/>.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Called after each batch, on the training thread. On a GPU it makes every step wait for the loss. The default value is null.</summary>
    public Action<BatchEndArguments>? OnBatchEnd { get; init; }

    /// <summary>Called after each epoch, on the training thread. The default value is null.</summary>
    public Action<EpochEndArguments>? OnEpochEnd { get; init; }

    /// <summary>
    /// Ends the run with the best model so far: that of the best finished epoch, or the present weights when no epoch is
    /// finished yet. Cancelled before the first step, Fit throws OperationCanceledException. The default value cannot be
    /// cancelled.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What is written to the console; the MLContext's log gets a line per epoch in any case. The default value is <see cref="ProgressOutput.Auto"/>.</summary>
    public ProgressOutput Progress { get; init; }

    /// <summary>When the run ends by itself; null for never.</summary>
    internal virtual EarlyStoppingOptions? Stopping => null;

    /// <summary>Whether the run that is resumed had already been stopped, and nothing is left to do but to bring its result back.</summary>
    internal virtual bool IsOver => false;
}
