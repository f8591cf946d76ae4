using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Features;
using MlNetDeep.Estimators.Training;

namespace MlNetDeep;

/// <summary>Teaches a trained network new classes: transfer learning and fine-tuning.</summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | known-size vector of Single (the network's input) or Byte (pixels) |
/// | label (in) | key, Boolean or Single, or a known-size vector of Boolean or Single |
/// | example weight (in, optional) | Single |
/// | Score (out) | key: vector of Single, probabilities; Boolean: Single, the logit; Single: the value; vectors: a vector of these |
/// | Probability (out) | Boolean: Single; vector of Boolean: vector of Single |
/// | PredictedLabel (out) | key: key with the label's key values; Boolean: whether the probability is above the threshold, of each for a vector |
///
/// The backbone is cut before its classifier and gets a new head; the result is one ONNX graph. While only the head
/// learns, the backbone's features are computed once by ONNX Runtime and cached on disk. Batch normalization of frozen
/// layers keeps its statistics.
/// </remarks>
public sealed class FineTuneEstimator : LabelTrainerBase<FineTuneOptions>
{
    private const string Name = "FineTune";
    private const string HeadPrefix = "head";

    /// <summary>Rows whose features are looked at to standardize them when not all are computed anyway.</summary>
    private const int StandardizingRows = 1024;

    internal FineTuneEstimator(IHostEnvironment environment, FineTuneOptions options)
        : base(environment, options)
    {
        var problems = new List<string>();
        Network? features = FeaturesOf(options, problems);
        OptionsCheck.Throw(options, problems);
        Features = features!;
    }

    /// <summary>The part of the backbone that is used, from the image to features <c>[N, features]</c>.</summary>
    public Network Features { get; }

    private protected override ConvNetTransformer Train(IDataView input, IDataView? validation)
    {
        CancellationToken cancellation = Options.CancellationToken;
        cancellation.ThrowIfCancellationRequested();
        for (int number = 1; number <= Options.Stages.Count && !Options.Resume && Options.CheckpointFolder is not null; number++)
        {
            CheckpointStore.Clear(FolderOf(number)!);
        }

        int seed = Options.Seed ?? (Options.Resume ? CheckpointStore.FindSeed(FolderOf(1)!) : null) ?? Environment.Register(Name).Rand.Next();
        // Images prepared for another network are refused below, where the column is bound.
        Network adopted = RecordedPreprocessing.Adopt(input.Schema, Options.FeatureColumnName, Features, out string? conflict);
        Network features = conflict is null ? adopted : Features;
        GuessedPreprocessing.Warn(Environment, features, "It gets columns of bytes as pixel / 255, and columns of floats as they are");
        var task = new LabelTask(LabelReader.KindOf(input.Schema, Options.LabelColumnName), Options);
        var training = new LabelTraining(Environment, Options, task, Name);
        RowLayout layout = training.LayoutOf(input, features, null, "training");
        ClassLabels? classes = training.ClassesOf(layout);
        using IChannel channel = ((IChannelProvider)Environment).Start(Name);
        channel.Info(MessageSensitivity.None, $"Fine-tuning {Options.Network}: {features.Outputs[0]} features.");

        FineTuneStage[] onFeatures = Options.PrecomputeFeatures && Options.Augmentation.Count == 0
            ? [.. Options.Stages.TakeWhile(stage => stage.UnfreezeFrom is null)]
            : [];
        using var extractor = new FeatureExtractor(Environment, features, ExtractorOptions, channel);
        using FeatureTable table = extractor.Read(input, layout, onFeatures.Length > 0 ? long.MaxValue : StandardizingRows, cancellation);
        if (table.Count == 0)
        {
            throw new TrainingException("There are no training rows: the data is empty.");
        }

        using FeatureTable? validationTable = onFeatures.Length > 0 && validation is not null
            ? extractor.Read(validation, training.LayoutOf(validation, features, classes, "validation"), long.MaxValue, cancellation)
            : null;
        var course = new Course(seed);
        Network head = HeadMaker.Make(Options.Head, table, task, classes?.Count ?? layout.LabelWidth, seed);
        IDataView rows = View(table), validationRows = validationTable is null ? rows : View(validationTable);
        foreach (FineTuneStage stage in onFeatures)
        {
            head = Run(stage, head, rows, validationTable is null ? null : validationRows, OnFeatures(head));
        }

        // A session holds the weights once more; of a large backbone that is memory the next stages need.
        extractor.Dispose();
        Network whole = features.WithHead(head, HeadPrefix);
        HashSet<string> standardizing = Standardizing(whole);
        foreach (FineTuneStage stage in Options.Stages.Skip(onFeatures.Length))
        {
            whole = Run(stage, whole, input, validation, DepthGroups.Of(features, stage, standardizing));
        }

        Learned learned = course.Learned! with { Network = whole, Classes = classes };
        return new ConvNetTransformer(Environment, training.Finish(learned, layout), task.TransformerOptions(learned), course.ToHistory());

        IDataView View(FeatureTable rows) => rows.ToView(Options.FeatureColumnName, layout.Label, Options.ExampleWeightColumnName);

        Network Run(FineTuneStage stage, Network network, IDataView data, IDataView? watched, IReadOnlyList<ParameterGroup> groups)
        {
            if (course.IsOver)
            {
                return network;
            }

            var run = new LabelTraining(Environment, OptionsOf(stage, FolderOf(++course.Stage), seed), task, Name) { Groups = groups };
            Learned learned = run.Train(data, watched, network);
            course.Add(learned);
            return task.OutputActivation is { } activation ? learned.Network.WithOutputActivation(activation) : learned.Network;
        }
    }

    private FeatureExtractorOptions ExtractorOptions => new(
        Options.CacheFolder is null ? FeatureCache.DefaultFolder : Options.CacheFolder.Length == 0 ? null : Options.CacheFolder,
        Options.BatchSize, Options.Device, Options.Threads);

    private string? FolderOf(int stage) =>
        Options.CheckpointFolder is { } folder ? Path.Combine(folder, $"stage-{stage}") : null;

    private FineTuneOptions OptionsOf(FineTuneStage stage, string? folder, int seed)
    {
        FineTuneOptions options = Options with
        {
            Steps = stage.Steps ?? Options.Steps,
            LearningRate = stage.LearningRate ?? Options.LearningRate,
            Schedule = stage.Schedule ?? Options.Schedule,
            Seed = seed,
            CheckpointFolder = folder,
        };
        return stage.Epochs is { } epochs ? options with { Epochs = epochs } : options;
    }

    private static ParameterGroup[] OnFeatures(Network head)
    {
        HashSet<string> names = [.. head.Parameters.Where(p => p.Layer == HeadMaker.StandardizingLayer).Select(p => p.Name)];
        return [new ParameterGroup { Matches = p => names.Contains(p.Name), Frozen = true }];
    }

    private HashSet<string> Standardizing(Network whole)
    {
        HashSet<string> backbone = [.. Features.Parameters.Select(p => p.Name)];
        return [.. whole.Parameters.Where(p => !backbone.Contains(p.Name) && p.Role is (ParameterRole.Scale or ParameterRole.Shift)).Select(p => p.Name)];
    }

    /// <summary>Loads the backbone and cuts it; what is wrong with it, or with stages that name its layers, is noted.</summary>
    private static Network? FeaturesOf(FineTuneOptions options, List<string> problems)
    {
        if (options.Network is null || options.Head is null || !Enum.IsDefined(options.Head.Pooling))
        {
            return null;
        }

        Network? features = Try(() => options.Network.Load().ToFeatures(options.Layer, options.Head.Pooling), "");
        if (features is null)
        {
            return null;
        }

        if (features.Inputs.Count != 1)
        {
            problems.Add($"The backbone must have one input, but '{features.Name}' has {features.Inputs.Count}: {InvariantText.Join(", ", features.Inputs)}.");
            return features;
        }

        problems.AddRange(Augmentation.ProblemsWith(options.Augmentation, features));
        for (int i = 0; i < options.Stages?.Count; i++)
        {
            if (options.Stages[i]?.UnfreezeFrom is { Length: > 0 } layer
                && Try(() => features.ParametersFrom(layer), $"Stages[{i}]: ") is { Count: 0 })
            {
                problems.Add($"Stages[{i}]: there is nothing to train from layer '{layer}' of the backbone on; name an earlier one.");
            }
        }

        return features;

        T? Try<T>(Func<T> make, string where)
            where T : class
        {
            try
            {
                return make();
            }
            catch (OptionsException error)
            {
                problems.AddRange(error.Problems.Select(problem => where + problem));
                return null;
            }
        }
    }

    /// <summary>What the stages have come to, as one run.</summary>
    private sealed class Course(int seed)
    {
        private readonly List<EpochRecord> _epochs = [];
        private int _best;

        public int Stage { get; set; }

        /// <summary>Whether the run has ended before its last stage.</summary>
        public bool IsOver => Learned?.History.StopReason is StopReason.Cancelled or StopReason.Stopped;

        /// <summary>What the last stage has learned.</summary>
        public Learned? Learned { get; private set; }

        public void Add(Learned learned)
        {
            TrainingHistory stage = learned.History;
            int before = _epochs.Count;
            _best = before + stage.BestEpoch;
            _epochs.AddRange(stage.Epochs.Select(epoch => epoch with { Epoch = before + epoch.Epoch }));
            Learned = learned;
        }

        public TrainingHistory ToHistory() => new(_epochs, _best, Learned!.History.StopReason, seed, Learned.History.Device)
        {
            MetricName = Learned.History.MetricName,
        };
    }
}
