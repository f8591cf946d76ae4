using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.LibTorch;
using MlNetDeep.Estimators.Progress;
using MlNetDeep.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>What every run needs, whatever learns in it: device, seed, feeds, progress, checkpoints, the loop.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const ulong ValidationPurpose = 0x7;
    private const int StepsBetweenReadsOnGpu = 16;

    private readonly TrainingRunOptions _options;
    private readonly IChannel _channel;
    private readonly DisposeScope _scope;
    private readonly HeapReuse _heap;
    private readonly TorchRuntime _threads;
    private BatchFeed? _train;
    private BatchFeed? _validation;

    /// <summary>Chooses device and seed, and says so.</summary>
    /// <param name="environment">The MLContext.</param>
    /// <param name="options">The options.</param>
    /// <param name="name">Name of the trainer, for logs.</param>
    public TrainingRun(IHostEnvironment environment, TrainingRunOptions options, string name)
    {
        _options = options;
        Device = TrainingDevice.Choose(options.Device, environment as MLContext, out string description);
        Seed = options.Seed
            ?? (options is { Resume: true, CheckpointFolder: { } folder } ? CheckpointStore.FindSeed(folder) : null)
            ?? environment.Register(name).Rand.Next();
        _channel = ((IChannelProvider)environment).Start(name);
        Progress = new ProgressReporter(_channel, options.Progress, options.Epochs);
        Progress.Info($"Training on {description}, {options.Precision}, seed {Seed}.");
        if (options.Precision == TrainingPrecision.BFloat16 && Device.type == DeviceType.CPU)
            Tell(FastBFloat16.Unit);

        if (!AtenInterface.IsAvailable)
        {
            Progress.Info("This libtorch lacks the C interface of 2.10 and later: an optimizer's step takes several operators.");
        }

        _heap = new HeapReuse();
        _threads = new TorchRuntime(options.Threads);
        _scope = NewDisposeScope();
    }

    public Device Device { get; }

    public int Seed { get; }

    public ProgressReporter Progress { get; }

    /// <summary>The training rows; <c>Open</c> comes first.</summary>
    public BatchFeed Train => _train!;

    /// <summary>Opens the rows.</summary>
    /// <param name="data">The training rows.</param>
    /// <param name="layout">Their columns.</param>
    /// <param name="labelType">Element type of a label.</param>
    /// <param name="validationFraction">Share of the training rows to validate on, or 0.</param>
    /// <param name="validation">Rows to validate on instead, with their columns; null for none.</param>
    public void Open(
        IDataView data, RowLayout layout, ScalarType labelType, double validationFraction = 0, (IDataView Data, RowLayout Layout)? validation = null)
    {
        long allRows = BatchFeed.CountRows(data, _options.CancellationToken);
        Func<long, bool>? validates = validationFraction > 0
            ? row => SeededRandom.Hash(Seed, ValidationPurpose, row) < validationFraction * ulong.MaxValue
            : null;
        FeedOptions feed = FeedOptionsFor(layout, labelType);

        // The split of a fraction is a property of the row's number, so that no pass has to remember it.
        long trainRows = validates is null ? allRows : CountWhere(allRows, r => !validates(r));
        _train = Open(data, layout, feed with { Filter = validates is null ? null : r => !validates(r) }, trainRows);
        _validation = validates is not null
            ? OpenValidation(data, layout, feed with { Filter = validates }, allRows - trainRows)
            : validation is { } rows
                ? OpenValidation(rows.Data, rows.Layout, feed, BatchFeed.CountRows(rows.Data, _options.CancellationToken))
                : null;
        Progress.Info($"{_train.RowCount} rows {(_train.IsInMemory ? "in memory" : "streamed")}, {_train.StepsPerEpoch} steps per epoch, "
            + $"{_validation?.RowCount ?? 0} rows for validation.");
    }

    /// <summary>Trains.</summary>
    /// <param name="learner">What learns.</param>
    /// <param name="network">SHA-256 of the networks that the run starts with.</param>
    /// <param name="options">The learner's own options in words, as far as they change the course of the run.</param>
    /// <param name="census">Counts classes; null unless labels are classes.</param>
    public TrainingHistory Fit(Learner learner, string network, string options, ClassCensus? census = null)
    {
        CheckpointStore? checkpoints = _options.CheckpointFolder is { } folder
            ? new CheckpointStore(folder, RunFingerprint.Of(network, _options, options + LayoutOf(learner), this), learner)
            : null;
        RunState state = (_options.Resume ? checkpoints?.Load() : null) ?? new RunState();
        if (state.Step > 0)
        {
            Progress.Info($"Resumed after step {state.Step} (epoch {state.Epoch + 1}).");
        }

        StopReason reason = new TrainingLoop(
            new TrainingParts
            {
                Options = _options,
                Learner = learner,
                Train = Train,
                Validation = _validation,
                Census = census,
                Checkpoints = checkpoints,
                Progress = Progress,
                StepsBetweenReads = StepsBetweenReads,
            }, state).Run();

        var history = new TrainingHistory(state.History, state.BestEpoch, reason, Seed, Device.ToString());
        Progress.Info($"Finished: {reason}, best epoch {history.BestEpoch}.");
        return history;
    }

    public void Dispose()
    {
        _validation?.Dispose();
        _train?.Dispose();
        _scope.Dispose();
        _threads.Dispose();
        _heap.Dispose();
        Progress.Dispose();
        _channel.Dispose();
    }

    private void Tell(string? unit)
    {
        if (unit is not null)
            Progress.Info($"Convolutions and matrix products run in bfloat16 on {unit}.");
        else
            Progress.Warning("Precision = BFloat16 is slower than Float32 here: this processor has neither AMX nor AVX512-BF16, so that bfloat16 is emulated. Use Float32, or a GPU.");
    }

    private int StepsBetweenReads =>
        Device.type == DeviceType.CPU || _options.OnBatchEnd is not null ? 1 : StepsBetweenReadsOnGpu;

    // A checkpoint holds the weights as they lie in memory.
    private static string LayoutOf(Learner learner) => learner.Networks.All(n => n.IsChannelsLast) ? "" : ", channels first";

    private static long CountWhere(long rows, Func<long, bool> predicate)
    {
        long count = 0;
        for (long row = 0; row < rows; row++)
        {
            count += predicate(row) ? 1 : 0;
        }

        return count;
    }

    private FeedOptions FeedOptionsFor(RowLayout layout, ScalarType labelType) => new()
    {
        BatchSize = _options.BatchSize,
        LabelType = labelType,
        Pinned = Device.type == DeviceType.CUDA,
        ReadAhead = _options.ReadAhead,
        HeldByConsumer = StepsBetweenReads,
        Shuffle = _options.Shuffle,
        Seed = Seed,
        Window = (int)Math.Clamp(_options.CacheBudget / 4 / layout.RowBytes, 1, 1 << 24),
    };

    private BatchFeed Open(IDataView data, RowLayout layout, FeedOptions feed, long rows)
    {
        bool inMemory = _options.Caching == RowCaching.Memory
            || (_options.Caching == RowCaching.Auto && rows <= _options.CacheBudget / layout.RowBytes);
        return BatchFeed.Open(data, layout, feed with { InMemory = inMemory }, rows, _options.CancellationToken);
    }

    private BatchFeed OpenValidation(IDataView data, RowLayout layout, FeedOptions feed, long rows) => rows > 0
        ? Open(data, layout, feed with { Shuffle = false }, rows)
        : throw new TrainingException("There are no rows to validate on. Give more data or a larger ValidationFraction.");
}
