using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.LibTorch;
using MlNetDeep.Estimators.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>What every run needs, whatever learns in it: device, seed, networks, feeds, progress, checkpoints, the loop.</summary>
internal sealed class TrainingRun : IDisposable
{
    private const ulong ValidationPurpose = 0x7;
    private const int StepsBetweenReadsOnGpu = 16;

    // Fewer rows than this give batch normalization means and variances that say little.
    private const int FewRows = 4;

    private readonly IChannel _channel;
    private readonly DisposeScope _scope;
    private readonly HeapReuse _heap;
    private readonly TorchRuntime _threads;
    private readonly List<TorchNetwork> _networks = [];
    private BatchFeed? _train;

    /// <summary>Chooses device and seed, and says so.</summary>
    /// <param name="environment">The MLContext.</param>
    /// <param name="options">The options.</param>
    /// <param name="name">Name of the trainer, for logs.</param>
    /// <exception cref="OperationCanceledException">The run is cancelled.</exception>
    public TrainingRun(IHostEnvironment environment, TrainerOptions options, string name)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        Options = options;
        Device = TrainingDevice.Choose(options.Device, environment as MLContext, out string description);
        Seed = options.Seed
            ?? (options is { Resume: true, CheckpointFolder: { } folder } ? CheckpointStore.FindSeed(folder) : null)
            ?? environment.Register(name).Rand.Next();
        _channel = ((IChannelProvider)environment).Start(name);
        Progress = new ProgressReporter(_channel, options.Progress);
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

    public TrainerOptions Options { get; }

    public Device Device { get; }

    public int Seed { get; }

    public ProgressReporter Progress { get; }

    /// <summary>The training rows; <c>Open</c> comes first.</summary>
    public BatchFeed Train => _train!;

    /// <summary>The rows for validation; null for none.</summary>
    public BatchFeed? Validation { get; private set; }

    /// <summary>Which rows, by their position, are for validation when a share of them is; null otherwise.</summary>
    public Func<long, bool>? ValidatedRows => ValidationFraction is > 0 and var share
        ? row => RandomStream.Hash(Seed, ValidationPurpose, row) < share * ulong.MaxValue : null;

    private double ValidationFraction => (Options as ValidatedTrainerOptions)?.ValidationFraction ?? 0;

    /// <summary>Steps after which losses are read back; more than 1 lets a GPU run ahead.</summary>
    public int StepsBetweenReads => Device.type == DeviceType.CPU || Options.OnBatchEnd is not null ? 1 : StepsBetweenReadsOnGpu;

    /// <summary>The number of the last epoch that the options allow, which may be cut short.</summary>
    public int LastEpoch => (int)Math.Min(Options.Epochs, ((Options.Steps ?? long.MaxValue) - 1) / Train.StepsPerEpoch + 1);

    /// <summary>A network on the run's device; it is the run's to dispose.</summary>
    /// <param name="network">The network.</param>
    /// <param name="strips">Whether its final activation is left out.</param>
    /// <param name="allOutputs">Whether all its outputs are wanted.</param>
    /// <param name="spectral">Whether weights are divided by their largest singular value.</param>
    /// <param name="groupOf">The group of a parameter; null when all learn alike.</param>
    public TorchNetwork Compile(
        Network network, bool strips = false, bool allOutputs = false, bool spectral = false, Func<NetworkParameter, int>? groupOf = null)
    {
        var compiled = new TorchNetwork(network, new TorchNetworkOptions
        {
            Device = Device.ToString(),
            BFloat16 = Options.Precision == TrainingPrecision.BFloat16,
            StripOutputActivation = strips,
            AllOutputs = allOutputs,
            SpectralNormalization = spectral,
            GroupOf = groupOf,
        });
        _networks.Add(compiled);
        return compiled;
    }

    /// <summary>Opens the rows; the networks that learn from them are compiled before.</summary>
    /// <param name="data">The training rows.</param>
    /// <param name="layout">Their columns.</param>
    /// <param name="labelType">Element type of a label.</param>
    /// <param name="validation">Rows to validate on, with their columns; null for none, or for the share that the options ask for.</param>
    /// <exception cref="TrainingException">There are too few rows.</exception>
    public void Open(
        IDataView data, RowLayout layout, ScalarType labelType = ScalarType.Int64, (IDataView Data, RowLayout Layout)? validation = null)
    {
        double share = ValidationFraction;
        long allRows = BatchFeed.RequireRows(data, Options.CancellationToken);
        Func<long, bool>? validates = ValidatedRows;
        long trainRows = validates is null ? allRows : CountWhere(allRows, r => !validates(r));
        if (trainRows == 0)
        {
            throw new TrainingException($"ValidationFraction = {share} takes all {allRows} rows and leaves none to train on. Give more rows, or ValidationData.");
        }

        FeedOptions feed = FeedOptionsFor(layout, labelType) with { NeedsTwoRows = RequireTwoRows(trainRows) };
        _train = Open(data, layout, feed with { Filter = validates is null ? null : r => !validates(r) }, trainRows);
        feed = feed with { Shuffle = false, NeedsTwoRows = false };
        if (validates is not null)
        {
            Validation = allRows > trainRows
                ? Open(data, layout, feed with { Filter = validates }, allRows - trainRows)
                : throw new TrainingException($"ValidationFraction = {share} of {allRows} rows leaves none to validate on. Give more rows, a larger share, or ValidationData.");
        }
        else if (validation is { } rows)
        {
            long count = BatchFeed.CountRows(rows.Data, Options.CancellationToken);
            Validation = count > 0
                ? Open(rows.Data, rows.Layout, feed, count)
                : throw new TrainingException("There are no rows to validate on: ValidationData is empty.");
        }

        if (_train.RowCount < Options.BatchSize)
        {
            Progress.Warning($"BatchSize is {Options.BatchSize}, but there are only {_train.RowCount} rows to train on: each epoch is one step of all of them.");
        }

        Progress.Info($"{_train.RowCount} rows {(_train.IsInMemory ? "in memory" : "streamed")}, {_train.StepsPerEpoch} steps per epoch, "
            + $"{Validation?.RowCount ?? 0} rows for validation.");
    }

    /// <summary>Trains.</summary>
    /// <param name="learner">What learns.</param>
    /// <param name="start">The networks that the run starts with.</param>
    /// <param name="more">What else changes the course of the run, in words.</param>
    /// <param name="classes">Names of the classes; null unless labels are classes, or yes and no.</param>
    /// <param name="countsClasses">Whether a label is one of them, so that they can be counted.</param>
    public TrainingHistory Fit(
        Learner learner, IReadOnlyList<Network> start, string more = "", IReadOnlyList<string>? classes = null, bool countsClasses = true)
    {
        // A checkpoint holds the weights as they lie in memory.
        string lies = learner.Networks.All(n => n.IsChannelsLast) ? "" : ", channels first";
        using CheckpointStore? checkpoints = Options.CheckpointFolder is { } folder
            ? new CheckpointStore(folder, RunFingerprint.Of(start, more + lies + (classes is null ? "" : $", classes {string.Join(", ", classes)}"), this), learner, this)
            : null;
        RunState state = (Options.Resume ? checkpoints?.Load() : null) ?? new RunState();
        if (state.Step > 0)
        {
            Progress.Info($"Resumed after step {state.Step} (epoch {state.Epoch + 1}).");
        }

        StopReason reason = new TrainingLoop(this, learner, checkpoints, classes is null || !countsClasses ? null : new ClassCensus(classes, this), state).Run();
        var history = new TrainingHistory(state.History, state.BestEpoch, reason, Seed, Device.ToString())
        {
            MetricName = learner.MetricName.Length > 0 ? learner.MetricName : null,
        };
        Progress.Info($"Finished: {reason}, best epoch {history.BestEpoch}.");
        return history;
    }

    public void Dispose()
    {
        Validation?.Dispose();
        _train?.Dispose();
        _networks.ForEach(network => network.Dispose());
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

    private static long CountWhere(long rows, Func<long, bool> predicate)
    {
        long count = 0;
        for (long row = 0; row < rows; row++)
        {
            count += predicate(row) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether a network has a norm that makes nothing of one row; says so when all batches are that small.</summary>
    private bool RequireTwoRows(long rows)
    {
        if (_networks.Select(n => n.NodeThatNeedsTwoRows).FirstOrDefault(n => n is not null) is not { } node)
        {
            return false;
        }

        if (rows == 1 || Options.BatchSize == 1)
        {
            string found = rows == 1 ? "there is only one training row" : "BatchSize is 1";
            throw new TrainingException(
                $"Batch normalization '{node}' sees one value per row and channel, so that a batch needs at least two rows, but {found}: "
                + "one value has no variance. Give a larger BatchSize and more rows, freeze the layer, or use a network without it.");
        }

        if (Math.Min(rows, Options.BatchSize) < FewRows)
        {
            Progress.Warning($"Batches of {Math.Min(rows, Options.BatchSize)} rows are small for batch normalization '{node}', which sees one value "
                + "per row and channel: means and variances of so few say little. Use a larger BatchSize, or a network without it.");
        }

        return true;
    }

    private FeedOptions FeedOptionsFor(RowLayout layout, ScalarType labelType) => new()
    {
        BatchSize = Options.BatchSize,
        LabelType = labelType,
        Pinned = Device.type == DeviceType.CUDA,
        ReadAhead = Options.ReadAhead,
        HeldByConsumer = StepsBetweenReads,
        Shuffle = Options.Shuffle,
        Seed = Seed,
        Window = (int)Math.Clamp(Options.CacheBudget / 4 / layout.RowBytes, 1, 1 << 24),
    };

    private BatchFeed Open(IDataView data, RowLayout layout, FeedOptions feed, long rows)
    {
        bool inMemory = Options.Caching == RowCaching.Memory
            || (Options.Caching == RowCaching.Auto && rows <= Options.CacheBudget / layout.RowBytes);
        return new BatchFeed(data, layout, feed with { InMemory = inMemory }, rows, Options.CancellationToken);
    }
}

/// <summary>Sets torch's thread count, which is global, for a run, and puts it back afterwards.</summary>
internal sealed class TorchRuntime : IDisposable
{
    private readonly int _threads = get_num_threads();

    /// <param name="threads">Threads to use; 0 takes one per processor. (Some builds of libtorch start with one.)</param>
    public TorchRuntime(int threads) => set_num_threads(threads > 0 ? threads : Environment.ProcessorCount);

    public void Dispose() => set_num_threads(_threads);
}
