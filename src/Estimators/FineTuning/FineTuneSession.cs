using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Features;
using MlNetDeep.Estimators.Training;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>One call of Fit: features, head, stages.</summary>
internal sealed class FineTuneSession(IHostEnvironment environment, FineTuneOptions options, Network features)
{
    private const string HeadPrefix = "head";

    /// <summary>Rows whose features are looked at to standardize them when not all are computed anyway.</summary>
    private const int StandardizingRows = 1024;

    private readonly List<EpochRecord> _epochs = [];
    private int _bestEpoch;
    private StopReason _reason;
    private string _device = "";

    public ConvNetTransformer Fit(IDataView data, IDataView? validation)
    {
        CancellationToken cancellation = options.CancellationToken;
        cancellation.ThrowIfCancellationRequested();
        StageFolder[] folders = Folders();
        int seed = options.Seed ?? folders.FirstOrDefault()?.FindSeed() ?? environment.Register(FineTuneEstimator.Name).Rand.Next();
        LabelKind kind = FineTuneTask.KindOf(data.Schema, options.LabelColumnName);
        Network adopted = RecordedPreprocessing.Adopt(data.Schema, options.FeatureColumnName, features, out string? conflict);

        // Images prepared for another network are refused below, where the column is bound.
        features = conflict is null ? adopted : features;
        GuessedPreprocessing.Warn(environment, features, "It gets columns of bytes as pixel / 255, and columns of floats as they are");
        RowLayout layout = LayoutOf(data, kind);
        int outputs = kind == LabelKind.Class ? ClassLabels.FromColumn(layout.Label).Count : 1;
        using IChannel channel = ((IChannelProvider)environment).Start(FineTuneEstimator.Name);
        channel.Info(MessageSensitivity.None, $"Fine-tuning {options.Backbone}: {features.Outputs[0]} features.");

        FineTuneStage[] onFeatures = options.PrecomputeFeatures && options.Augmentation.Count == 0
            ? [.. options.Stages.TakeWhile(stage => stage.UnfreezeFrom is null)]
            : [];
        using var extractor = new FeatureExtractor(environment, features, ExtractorOptions, channel);
        using FeatureTable table = extractor.Read(
            data, layout, onFeatures.Length > 0 ? long.MaxValue : StandardizingRows, cancellation);
        if (table.Count == 0)
        {
            throw new TrainingException("There are no rows to train on.");
        }

        Network head = HeadMaker.Make(options.Head, table, kind, outputs, seed);
        using FeatureTable? validationTable = onFeatures.Length > 0 && validation is not null
            ? extractor.Read(validation, LayoutOf(validation, kind), long.MaxValue, cancellation)
            : null;
        IDataView trainView = View(table, layout);
        IDataView? validationView = validationTable is null ? null : View(validationTable, layout);
        int at = 0;
        foreach (FineTuneStage stage in onFeatures)
        {
            if (_epochs.Count > 0 && Stopped)
            {
                break;
            }

            head = Train(stage, folders.ElementAtOrDefault(at++), head, trainView, validationView, OnFeatures(head), kind, seed);
        }

        // A session holds the weights once more; of a large backbone that is memory the next stages need.
        extractor.Dispose();
        Network whole = features.WithHead(head, HeadPrefix);
        var standardizing = Standardizing(whole);
        foreach (FineTuneStage stage in options.Stages.Skip(onFeatures.Length))
        {
            if (_epochs.Count > 0 && Stopped)
            {
                break;
            }

            whole = Train(stage, folders.ElementAtOrDefault(at++), whole, data, validation, DepthGroups.Of(features, stage, standardizing), kind, seed);
        }

        return new ConvNetTransformer(
            environment, Finish(whole, layout, kind), FineTuneTask.Of(kind, options).TransformerOptions(ClassesOf(layout, kind)),
            new TrainingHistory(_epochs, _bestEpoch, _reason, seed, _device));
    }

    /// <summary>What a stage asks of the training loop.</summary>
    public static StageOptions StageOptions(
        FineTuneOptions options, FineTuneStage stage, StageFolder? folder, Network network, IReadOnlyList<ParameterGroup> groups, int seed,
        IDataView? validation) => new()
    {
        Network = network,
        FeatureColumnName = options.FeatureColumnName,
        LabelColumnName = options.LabelColumnName,
        ExampleWeightColumnName = options.ExampleWeightColumnName,
        ScoreColumnName = options.ScoreColumnName,
        Epochs = stage.Epochs,
        BatchSize = options.BatchSize,
        LearningRate = stage.LearningRate,
        Optimizer = options.Optimizer,
        Schedule = stage.Schedule,
        ParameterGroups = groups,
        ValidationData = validation ?? options.ValidationData,
        ValidationFraction = options.ValidationFraction,
        Seed = seed,
        Device = options.Device,
        Precision = options.Precision,
        Augmentation = network.Inputs[0].Shape.Count == 4 ? options.Augmentation : [],
        Threads = options.Threads,
        EarlyStopping = options.EarlyStopping,
        CheckpointFolder = folder?.Path,
        CheckpointInterval = options.CheckpointInterval,
        Resume = options.Resume,
        WasStopped = folder?.WasStopped ?? false,
        OnEpochEnd = options.OnEpochEnd,
        CancellationToken = options.CancellationToken,
        Progress = options.Progress,
    };

    private bool Stopped => _reason == StopReason.Cancelled;

    private FeatureExtractorOptions ExtractorOptions => new(
        options.CacheFolder is null ? FeatureCache.DefaultFolder : options.CacheFolder.Length == 0 ? null : options.CacheFolder,
        options.BatchSize, options.Device, options.Threads);

    private RowLayout LayoutOf(IDataView data, LabelKind kind) => new(
        data.Schema, features, options.FeatureColumnName, options.LabelColumnName, options.ExampleWeightColumnName, kind);

    private IDataView View(FeatureTable table, RowLayout layout) =>
        table.ToView(options.FeatureColumnName, layout.Label, options.ExampleWeightColumnName);

    private StageFolder[] Folders()
    {
        if (options.CheckpointFolder is not { } folder)
        {
            return [];
        }

        StageFolder[] folders = [.. Enumerable.Range(1, options.Stages.Count).Select(number => new StageFolder(folder, number))];
        if (!options.Resume)
        {
            Array.ForEach(folders, stage => stage.Clear());
        }

        return folders;
    }

    private Network Train(
        FineTuneStage stage, StageFolder? folder, Network network, IDataView data, IDataView? validation, IReadOnlyList<ParameterGroup> groups, LabelKind kind, int seed)
    {
        using ConvNetTransformer trained = new TrainingSession(
            environment, StageOptions(options, stage, folder, network, groups, seed, validation), FineTuneTask.Of(kind, options)).Fit(data, network, validation);
        TrainingHistory history = trained.History!;
        int before = _epochs.Count;
        _epochs.AddRange(history.Epochs.Select(epoch => epoch with { Epoch = before + epoch.Epoch }));
        _bestEpoch = before + history.BestEpoch;
        _reason = history.StopReason;
        if (_reason == StopReason.EarlyStopping)
        {
            folder?.NoteStop();
        }

        _device = history.Device;
        return trained.Network;
    }

    private static IReadOnlyList<ParameterGroup> OnFeatures(Network head)
    {
        HashSet<string> names = [.. head.Parameters.Where(p => p.Layer == HeadMaker.StandardizingLayer).Select(p => p.Name)];
        return [new ParameterGroup { Matches = p => names.Contains(p.Name), Frozen = true }];
    }

    private HashSet<string> Standardizing(Network whole)
    {
        HashSet<string> backbone = [.. features.Parameters.Select(p => p.Name)];
        return [.. whole.Parameters.Where(p => !backbone.Contains(p.Name) && p.Role is (ParameterRole.Scale or ParameterRole.Shift)).Select(p => p.Name)];
    }

    private static ClassLabels? ClassesOf(RowLayout layout, LabelKind kind) =>
        kind == LabelKind.Class ? ClassLabels.FromColumn(layout.Label) : null;

    private static Network Finish(Network network, RowLayout layout, LabelKind kind)
    {
        if (network.Preprocessing is null && layout.Image.Preprocessing is { } preprocessing)
        {
            network = network.WithPreprocessing(preprocessing);
        }

        return ClassesOf(layout, kind) is { IsNamed: true } classes ? network.WithLabels(classes.Texts) : network;
    }
}
