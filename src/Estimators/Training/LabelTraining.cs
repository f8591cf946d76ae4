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
    /// <returns>The trained network, without auxiliary outputs and without its final activation if it had none; its classes; the course.</returns>
    public (Network Network, ClassLabels? Classes, TrainingHistory History) Train(
        IDataView data, IDataView? validation, Network network, ClassLabels? known = null)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        network = RecordedPreprocessing.Adopt(data.Schema, options.FeatureColumnName, WithResultFirst(FloatEnds.Of(network)).WithFreeBatch(), out string? change);
        RowLayout layout = LayoutOf(data, network, known, "training");
        ClassLabels? classes = task.Kind == NetworkTask.Multiclass ? known ?? Classes(data, layout, network) : null;
        int outputs = classes?.Count ?? 2;
        if (options.ClassOptions.Weights is { } weights && weights.Count != outputs)
        {
            throw new OptionsException([$"ClassWeights must have one weight per class, {outputs}, but has {weights.Count}."]);
        }

        using var run = new TrainingRun(environment, options, name);
        if (change is not null)
        {
            run.Progress.Warning($"{change}. It is trained on them as they are, and says so from now on; weights that were trained before lose what they knew.");
        }

        using TaskLoss loss = task.CreateLoss(run.Device);
        TorchNetwork compiled = run.Compile(network, strips: task.OutputActivation is not null, allOutputs: network.AuxiliaryOutputs.Count > 0, groupOf: GroupOf);
        run.Open(data, layout, loss.LabelType, validation is null || options.ValidationFraction > 0
            ? null : (validation, LayoutOf(validation, network, classes, "validation")));
        using Augmenter? augmenter = options.Augmentation.Count == 0 || !layout.Image.Shape.IsImage
            ? null
            : new Augmenter(options.Augmentation, layout.Image, classes?.Count, run.Device, run.Seed);
        using var learner = new SupervisedLearner(compiled, options, Groups, AuxiliaryLossWeight, loss, layout, augmenter, run.Seed);
        TrainingHistory history = run.Fit(
            learner, [network], OptionsText(network), classes?.Texts ?? (task.Kind == NetworkTask.Binary ? _noAndYes : null));
        return (compiled.ToNetwork().WithoutAuxiliaryOutputs(), classes, history);
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
        return known is null || task.Kind != NetworkTask.Multiclass
            ? layout
            : layout.With(ClassMatch.Map(known, ClassLabels.FromColumn(layout.Label), layout.Label.Name, rows));
    }

    /// <summary>The network as it goes into the model: with its final activation, the pixels it was trained on, and its labels.</summary>
    public Network Finish(Network trained, RowLayout layout, ClassLabels? classes)
    {
        Network network = task.OutputActivation is { } activation ? trained.WithOutputActivation(activation) : trained;
        if (network.Preprocessing is null && layout.Image.Preprocessing is { } preprocessing)
        {
            network = network.WithPreprocessing(preprocessing);
        }

        return classes is { IsNamed: true } ? network.WithLabels(classes.Texts) : network;
    }

    // The learner takes the outputs in order: the result, then the auxiliary ones, unless these are not wanted.
    private Network WithResultFirst(Network network) => network switch
    {
        { AuxiliaryOutputs.Count: 0 } => network,
        _ when AuxiliaryLossWeight == 0 => network.WithoutAuxiliaryOutputs(),
        _ => network.WithOutputs([NetworkOutputs.ResultOf(network)!.Name, .. network.AuxiliaryOutputs]),
    };

    private ClassLabels Classes(IDataView data, RowLayout layout, Network network)
    {
        ClassLabels classes = ClassLabels.FromColumn(layout.Label);
        if (classes.Count < 2)
        {
            // Keys that were made of no rows have no values, and that is not what is wrong.
            BatchFeed.RequireRows(data, options.CancellationToken);
            throw new TrainingException(
                $"Label column '{layout.Label.Name}' has {classes.Count} class; at least 2 are needed to learn to tell them apart.");
        }

        return NetworkOutputs.Of(network) == classes.Count
            ? classes
            : throw new TrainingException(
                $"Network '{network.Name}' has {NetworkOutputs.Of(network)} outputs, but label column '{layout.Label.Name}' has "
                + $"{classes.Count} classes. Build the network with {classes.Count} outputs.");
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
