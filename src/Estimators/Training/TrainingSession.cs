using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Augmenting;
using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Networks;
using MlNetDeep.Estimators.Progress;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Training;

/// <summary>One call of Fit: sets everything up, runs the loop, and turns the result into a transformer.</summary>
internal sealed class TrainingSession
{
    private const ulong ValidationPurpose = 0x7;
    private const int StepsBetweenReadsOnGpu = 16;

    private readonly IHostEnvironment _environment;
    private readonly TrainerOptions _options;
    private readonly TrainingTask _task;

    public TrainingSession(IHostEnvironment environment, TrainerOptions options, TrainingTask task)
    {
        _environment = environment;
        _options = options;
        _task = task;
    }

    /// <summary>Trains.</summary>
    /// <param name="data">Training rows.</param>
    /// <param name="network">Where to start from: the options' network, or that of an earlier model.</param>
    /// <param name="validationData">Validation rows, or null.</param>
    public ConvNetTransformer Fit(IDataView data, Network network, IDataView? validationData)
    {
        CancellationToken cancellation = _options.CancellationToken;
        cancellation.ThrowIfCancellationRequested();
        var layout = new RowLayout(
            data.Schema, network, _options.FeatureColumnName, _options.LabelColumnName, _options.ExampleWeightColumnName, _task.LabelKind);
        ClassLabels? classes = _task.LabelKind == LabelKind.Class ? Classes(layout, network) : null;

        using IChannel channel = ((IChannelProvider)_environment).Start(_task.Name);
        using var progress = new ProgressReporter(channel, _options.Progress, _options.Epochs);
        Device device = TrainingDevice.Choose(_options.Device, _environment as MLContext, out string description);
        int seed = Seed();
        progress.Info($"Training on {description}, {_options.Precision}, seed {seed}.");

        long allRows = BatchFeed.CountRows(data, cancellation);
        Func<long, bool>? validates = _options.ValidationFraction > 0
            ? row => SeededRandom.Hash(seed, ValidationPurpose, row) < _options.ValidationFraction * ulong.MaxValue
            : null;
        using DisposeScope scope = NewDisposeScope();
        using var heap = new HeapReuse();
        using IDisposable threads = new TorchRuntime(_options.Threads);
        using TaskLoss loss = _task.CreateLoss(device);
        FeedOptions feedOptions = FeedOptionsFor(device, layout, loss, seed);

        // The split of a fraction is a property of the row's number, so that no pass has to remember it.
        long trainRows = validates is null ? allRows : CountWhere(allRows, r => !validates(r));
        using BatchFeed train = Open(data, layout, feedOptions with { Filter = validates is null ? null : r => !validates(r) }, trainRows);
        using BatchFeed? validation = validates is not null
            ? OpenValidation(data, layout, feedOptions with { Filter = validates }, allRows - trainRows)
            : validationData is null ? null : OpenValidation(validationData, network, feedOptions);
        progress.Info($"{train.RowCount} rows {(train.IsInMemory ? "in memory" : "streamed")}, {train.StepsPerEpoch} steps per epoch, "
            + $"{validation?.RowCount ?? 0} rows for validation.");

        using var torchNetwork = new TorchNetwork(network, new TorchNetworkOptions
        {
            Device = device.ToString(),
            BFloat16 = _options.Precision == TrainingPrecision.BFloat16,
            StripOutputActivation = _task.OutputActivation is not null,
            GroupOf = GroupOf,
        });
        using FlatOptimizer optimizer = CreateOptimizer(torchNetwork.Flat);
        using var best = new BestWeights(torchNetwork.Flat);
        using var input = new PixelInput(layout, device);
        using Augmenter? augmenter = _options.Augmentation.Count == 0
            ? null
            : new Augmenter(_options.Augmentation, layout.Image, network, classes?.Count, device, seed);

        RunFingerprint fingerprint = RunFingerprint.Of(
            network, _options, $"{_task.Fingerprint}, window {feedOptions.Window}", seed, train.RowCount, train.IsInMemory);
        CheckpointStore? checkpoints = _options.CheckpointFolder is { } folder
            ? new CheckpointStore(folder, fingerprint, torchNetwork, optimizer, best)
            : null;
        RunState state = (_options.Resume ? checkpoints?.Load() : null) ?? new RunState();
        if (state.Step > 0)
        {
            progress.Info($"Resumed after step {state.Step} (epoch {state.Epoch + 1}).");
        }

        StopReason reason = new TrainingLoop(
            new TrainingParts
            {
                Options = _options,
                Seed = seed,
                Network = torchNetwork,
                Optimizer = optimizer,
                Loss = loss,
                Input = input,
                Augmenter = augmenter,
                Train = train,
                Validation = validation,
                Best = best,
                Census = classes is null ? null : new ClassCensus(classes.Texts),
                Checkpoints = checkpoints,
                Progress = progress,
                StepsBetweenReads = StepsBetweenReads(device),
            }, state).Run();

        var history = new TrainingHistory(state.History, state.BestEpoch, reason, seed, device.ToString());
        progress.Info($"Finished: {reason}, best epoch {history.BestEpoch}.");
        return new ConvNetTransformer(
            _environment, Finish(torchNetwork.ToNetwork(), layout, classes), _task.TransformerOptions(classes), history);
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

    private static ClassLabels Classes(RowLayout layout, Network network)
    {
        ClassLabels classes = ClassLabels.FromColumn(layout.Label);
        if (classes.Count < 2)
        {
            throw new TrainingException(
                $"Label column '{layout.Label.Name}' has {classes.Count} class; at least 2 are needed to learn to tell them apart.");
        }

        return NetworkOutputs.Of(network) == classes.Count
            ? classes
            : throw new TrainingException(
                $"Network '{network.Name}' has {NetworkOutputs.Of(network)} outputs, but label column '{layout.Label.Name}' has "
                + $"{classes.Count} classes. Build the network with {classes.Count} outputs.");
    }

    private int Seed() => _options.Seed
        ?? (_options is { Resume: true, CheckpointFolder: { } folder } ? CheckpointStore.FindSeed(folder) : null)
        ?? _environment.Register(_task.Name).Rand.Next();

    private int StepsBetweenReads(Device device) =>
        device.type == DeviceType.CPU || _options.OnBatchEnd is not null ? 1 : StepsBetweenReadsOnGpu;

    private FeedOptions FeedOptionsFor(Device device, RowLayout layout, TaskLoss loss, int seed) => new()
    {
        BatchSize = _options.BatchSize,
        LabelType = loss.LabelType,
        Pinned = device.type == DeviceType.CUDA,
        ReadAhead = _options.ReadAhead,
        HeldByConsumer = StepsBetweenReads(device),
        Shuffle = _options.Shuffle,
        Seed = seed,
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

    private BatchFeed OpenValidation(IDataView data, Network network, FeedOptions feed)
    {
        var layout = new RowLayout(
            data.Schema, network, _options.FeatureColumnName, _options.LabelColumnName, _options.ExampleWeightColumnName, _task.LabelKind);
        return OpenValidation(data, layout, feed, BatchFeed.CountRows(data, _options.CancellationToken));
    }

    private int GroupOf(NetworkParameter parameter)
    {
        for (int i = 0; i < _options.ParameterGroups.Count; i++)
        {
            if (_options.ParameterGroups[i].Matches(parameter))
            {
                return _options.ParameterGroups[i].Frozen ? -1 : i;
            }
        }

        return _options.ParameterGroups.Count;
    }

    private FlatOptimizer CreateOptimizer(FlatParameters parameters)
    {
        if (parameters.Ranges.Count == 0)
        {
            throw new TrainingException("There is nothing to train: the network has no parameters, or all of them are frozen.");
        }

        return _options.Optimizer.Create(parameters.Data, [.. parameters.Ranges.Select(range =>
        {
            ParameterGroup? group = range.Group < _options.ParameterGroups.Count ? _options.ParameterGroups[range.Group] : null;
            return new GroupSettings(range, group?.LearningRateFactor ?? 1, group?.WeightDecay ?? _options.Optimizer.WeightDecay);
        })]);
    }

    private Network Finish(Network trained, RowLayout layout, ClassLabels? classes)
    {
        Network network = _task.OutputActivation is { } activation ? trained.WithOutputActivation(activation) : trained;
        if (layout.Image.Scaling is { } scaling)
        {
            network = network.WithPreprocessing(scaling.Preprocessing);
        }

        return classes is { IsNamed: true } ? network.WithLabels(classes.Texts) : network;
    }
}
