using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Augmenting;
using MlNetDeep.Estimators.Data;

namespace MlNetDeep.Estimators.Training;

/// <summary>A run of a network that learns labels: all of a trainer's Fit, or a stage of fine-tuning.</summary>
/// <param name="environment">The MLContext.</param>
/// <param name="options">The options.</param>
/// <param name="task">What the labels stand for.</param>
/// <param name="name">Name of the trainer, for logs.</param>
internal sealed class LabelTraining(IHostEnvironment environment, LabelTrainerOptions options, LabelTask task, string name)
{
    private static readonly string[] _noAndYes = ["False", "True"];

    /// <summary>Parameters that train differently.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; init; } = [];

    /// <summary>What the loss of each auxiliary output counts.</summary>
    public double AuxiliaryLossWeight { get; init; }

    /// <summary>Trains.</summary>
    /// <param name="data">Training rows.</param>
    /// <param name="validation">Validation rows, or null.</param>
    /// <param name="network">Where to start from.</param>
    /// <param name="known">The classes of the network's outputs; null when they are to be those of the rows.</param>
    public Learned Train(IDataView data, IDataView? validation, Network network, ClassLabels? known = null)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        RequireValidation(validation is not null);
        network = RecordedPreprocessing.Adopt(data.Schema, options.FeatureColumnName, WithResultFirst(FloatEnds.Of(network)).WithFreeBatch(), out string? change);
        RowLayout layout = LayoutOf(data, network, known, "training");
        ClassLabels? classes = known ?? ClassesOf(layout);
        int outputs = CheckOutputs(data, layout, network, classes);
        using var run = new TrainingRun(environment, options, name);
        if (change is not null)
        {
            run.Progress.Warning($"{change}. It is trained on them as they are, and says so from now on; weights that were trained before lose what they knew.");
        }

        var statistics = new Lazy<LabelStatistics>(() =>
            LabelStatistics.Read(data, layout, task.ClassesOf(classes), run.ValidatedRows is { } validated ? row => !validated(row) : null, options.CancellationToken));
        (network, LabelScaling? scaling) = WithoutScaling(network, statistics, run);
        using TaskLoss loss = task.CreateLoss(scaling, statistics, outputs, run.Device);
        TorchNetwork compiled = run.Compile(network, strips: task.OutputActivation is not null, allOutputs: network.AuxiliaryOutputs.Count > 0, groupOf: GroupOf);
        run.Open(data, layout, loss.LabelType, validation is null || options.ValidationFraction > 0
            ? null : (validation, LayoutOf(validation, network, classes, "validation")));
        using Augmenter? augmenter = options.Augmentation.Count == 0 || !layout.Image.Shape.IsImage
            ? null
            : new Augmenter(options.Augmentation, layout.Image, task.Kind == NetworkTask.Multiclass ? classes!.Count : null, run.Device, run.Seed);
        using var learner = new SupervisedLearner(compiled, options, Groups, AuxiliaryLossWeight, loss, layout, augmenter, run.Seed) { Scaling = scaling };
        string[]? names = task.Kind == NetworkTask.Binary ? _noAndYes : classes?.Texts.ToArray();
        TrainingHistory history = run.Fit(
            learner, [network], OptionsText(network) + (scaling is null ? "" : $", {scaling}"), names, countsClasses: task.ClassesOf(classes) > 0);
        var learned = new Learned(learner.Snapshot().WithoutAuxiliaryOutputs(), classes, history);
        return new Deciding(task.Kind, options.ClassOptions, run.Progress).Apply(learned, learner, run.Validation, outputs);
    }

    /// <summary>The columns of rows, with their classes in terms of the network's.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="network">The network, for the image column.</param>
    /// <param name="known">The network's classes; null when they are those of the rows.</param>
    /// <param name="rows">What the rows are for, in a word.</param>
    public RowLayout LayoutOf(IDataView data, Network network, ClassLabels? known, string rows)
    {
        var layout = new RowLayout(
            data.Schema, network, options.FeatureColumnName, options.LabelColumnName, options.ExampleWeightColumnName, task.Kind);
        if (known is not null && task.Kind == NetworkTask.MultiLabel)
        {
            TruthReader.CheckNames(layout.Label, known);
        }

        return known is null || task.Kind != NetworkTask.Multiclass
            ? layout
            : layout.With(ClassMatch.Map(known, ClassLabels.FromColumn(layout.Label), layout.Label.Name, rows));
    }

    /// <summary>The classes that a label column tells; null when it tells none.</summary>
    public ClassLabels? ClassesOf(RowLayout layout) => task.Kind switch
    {
        NetworkTask.Multiclass => ClassLabels.FromColumn(layout.Label),
        NetworkTask.MultiLabel => ClassLabels.FromSlotNames(layout.Label),
        _ => null,
    };

    /// <summary>The network as it goes into the model: with its final activation, the pixels it was trained on, and its labels.</summary>
    public Network Finish(Learned learned, RowLayout layout)
    {
        Network network = task.OutputActivation is { } activation ? learned.Network.WithOutputActivation(activation) : learned.Network;
        if (learned.Calibration is { } calibration)
        {
            network = Temperature.Divide(network, calibration.Temperature);
        }

        if (network.Preprocessing is null && layout.Image.Preprocessing is { } preprocessing)
        {
            network = network.WithPreprocessing(preprocessing);
        }

        return learned.Classes is { IsNamed: true } classes ? network.WithLabels(classes.Texts) : network;
    }

    // The learner takes the outputs in order: the result, then the auxiliary ones, unless these are not wanted.
    private Network WithResultFirst(Network network) => network switch
    {
        { AuxiliaryOutputs.Count: 0 } => network,
        _ when AuxiliaryLossWeight == 0 => network.WithoutAuxiliaryOutputs(),
        _ => network.WithOutputs([NetworkOutputs.ResultOf(network)!.Name, .. network.AuxiliaryOutputs]),
    };

    private void RequireValidation(bool hasData)
    {
        ClassOptions classes = options.ClassOptions;
        if (hasData || options.ValidationFraction > 0 || (!classes.Calibrates && classes.Threshold is not { IsChosen: true }))
        {
            return;
        }

        string what = classes.Calibrates ? "Calibrate = true" : $"Threshold = {classes.Threshold}";
        throw new OptionsException([$"{what} needs rows that the network does not learn from: give ValidationData, ValidationFraction, or validation rows to Fit."]);
    }

    /// <summary>The network without what scales its output, and how labels are scaled while it trains: as before, or as the rows have it.</summary>
    private (Network Network, LabelScaling? Scaling) WithoutScaling(Network network, Lazy<LabelStatistics> statistics, TrainingRun run)
    {
        if (task.Kind != NetworkTask.Regression)
        {
            if (OutputScaling.Find(network) is not null)
            {
                run.Progress.Info("The network's temperature is left out: other weights need another one.");
            }

            return (OutputScaling.Remove(network), null);
        }

        if (!options.ScalesLabels)
        {
            return (network, null);
        }

        LabelScaling scaling = LabelScaling.Find(network) ?? LabelScaling.Of(statistics.Value.Means, statistics.Value.Deviations);
        run.Progress.Info(scaling.Means.Length == 1 ? $"Labels are scaled: {scaling}." : "Labels are scaled, each by its own mean and deviation.");
        return (OutputScaling.Remove(network), scaling);
    }

    /// <summary>The number of outputs, which is what the labels need.</summary>
    private int CheckOutputs(IDataView data, RowLayout layout, Network network, ClassLabels? classes)
    {
        long? outputs = NetworkOutputs.Of(network);
        if (task.Kind == NetworkTask.Multiclass && classes!.Count < 2)
        {
            // Keys that were made of no rows have no values, and that is not what is wrong.
            BatchFeed.RequireRows(data, options.CancellationToken);
            throw new TrainingException(
                $"Label column '{layout.Label.Name}' has {classes.Count} class; at least 2 are needed to learn to tell them apart.");
        }

        int wanted = task.Kind == NetworkTask.Multiclass ? classes!.Count : layout.LabelWidth;
        if (outputs != wanted)
        {
            throw new TrainingException(
                $"Network '{network.Name}' has {outputs} outputs, but label column '{layout.Label.Name}' has "
                + $"{wanted} {(classes is null ? wanted == 1 ? "value" : "values" : "classes")}. Build the network with {wanted} outputs.");
        }

        int weighed = task.ClassesOf(classes);
        return options.ClassOptions.Weights is { } weights && weights.Count != weighed
            ? throw new OptionsException([$"ClassWeights must have one weight per class, {weighed}, but has {weights.Count}."])
            : wanted;
    }

    private int GroupOf(NetworkParameter parameter)
    {
        for (int i = 0; i < Groups.Count; i++)
        {
            if (Groups[i].Matches(parameter))
            {
                return Groups[i].Frozen ? -1 : i;
            }
        }

        return Groups.Count;
    }

    // Which parameters a group holds is known only with the network.
    private string OptionsText(Network network) => string.Join(";", Groups.Select(g => $"{g.LearningRateFactor},{g.WeightDecay},{g.Frozen},{string.Join("+", network.Parameters.Where(g.Matches).Select(p => p.Name))}"));
}

/// <summary>What a run has learned.</summary>
/// <param name="Network">The trained network, without auxiliary outputs and without its final activation if it had none.</param>
/// <param name="Classes">Its classes; null when labels are none.</param>
/// <param name="History">The course of the run.</param>
internal sealed record Learned(Network Network, ClassLabels? Classes, TrainingHistory History)
{
    /// <summary>Above which probability yes is predicted.</summary>
    public IReadOnlyList<double> Thresholds { get; init; } = [0.5];

    /// <summary>The temperature, which is not in the network yet; null for none.</summary>
    public ModelCalibration? Calibration { get; init; }
}
