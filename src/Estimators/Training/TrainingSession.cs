using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Augmenting;
using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.Estimators.Data;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators.Training;

/// <summary>One call of Fit of a trainer with labels: sets everything up, and turns the result into a transformer.</summary>
internal sealed class TrainingSession(IHostEnvironment environment, TrainerOptions options, TrainingTask task)
{
    /// <summary>Trains.</summary>
    /// <param name="data">Training rows.</param>
    /// <param name="network">Where to start from: the options' network, or that of an earlier model.</param>
    /// <param name="validationData">Validation rows, or null.</param>
    public ConvNetTransformer Fit(IDataView data, Network network, IDataView? validationData)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        network = RecordedPreprocessing.Adopt(data.Schema, options.FeatureColumnName, WithResultFirst(network).WithFreeBatch(), out string? change);
        RowLayout layout = LayoutOf(data, network);
        ClassLabels? classes = task.LabelKind == LabelKind.Class ? Classes(layout, network) : null;

        using var run = new TrainingRun(environment, options, task.Name);
        if (change is not null)
        {
            run.Progress.Warning($"{change}. It is trained on them as they are, and says so from now on; weights that were trained before lose what they knew.");
        }

        using TaskLoss loss = task.CreateLoss(run.Device);
        run.Open(
            data, layout, loss.LabelType, options.ValidationFraction,
            validationData is null || options.ValidationFraction > 0 ? null : (validationData, LayoutOf(validationData, network)));

        using var torchNetwork = new TorchNetwork(network, new TorchNetworkOptions
        {
            Device = run.Device.ToString(),
            BFloat16 = options.Precision == TrainingPrecision.BFloat16,
            StripOutputActivation = task.OutputActivation is not null,
            AllOutputs = network.AuxiliaryOutputs.Count > 0,
            GroupOf = GroupOf,
        });
        using Augmenter? augmenter = options.Augmentation.Count == 0
            ? null
            : new Augmenter(options.Augmentation, layout.Image, classes?.Count, run.Device, run.Seed);
        using var learner = new SupervisedLearner(torchNetwork, options, loss, layout, augmenter, run.Seed);
        TrainingHistory history = run.Fit(
            learner, RunFingerprint.HashOf(network), OptionsText(network), classes is null ? null : new ClassCensus(classes.Texts));
        return new ConvNetTransformer(
            environment, Finish(torchNetwork.ToNetwork().WithoutAuxiliaryOutputs(), layout, classes), task.TransformerOptions(classes), history);
    }

    // The learner takes the outputs in order: the result, then the auxiliary ones, unless these are not wanted.
    private Network WithResultFirst(Network network) => network switch
    {
        { AuxiliaryOutputs.Count: 0 } => network,
        _ when options.AuxiliaryLossWeight == 0 => network.WithoutAuxiliaryOutputs(),
        _ => network.WithOutputs([NetworkOutputs.ResultOf(network)!.Name, .. network.AuxiliaryOutputs]),
    };

    private RowLayout LayoutOf(IDataView data, Network network) => new(
        data.Schema, network, options.FeatureColumnName, options.LabelColumnName, options.ExampleWeightColumnName, task.LabelKind);

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

    private int GroupOf(NetworkParameter parameter)
    {
        for (int i = 0; i < options.ParameterGroups.Count; i++)
        {
            if (options.ParameterGroups[i].Matches(parameter))
            {
                return options.ParameterGroups[i].Frozen ? -1 : i;
            }
        }

        return options.ParameterGroups.Count;
    }

    private string OptionsText(Network network)
    {
        string groups = string.Join(";", options.ParameterGroups.Select(g =>
            FormattableString.Invariant($"{g.LearningRateFactor},{g.WeightDecay},{g.Frozen},{string.Join("+", network.Parameters.Where(g.Matches).Select(p => p.Name))}")));
        string auxiliary = network.AuxiliaryOutputs.Count > 0 ? FormattableString.Invariant($"auxiliary {options.AuxiliaryLossWeight}, ") : "";
        return auxiliary + FormattableString.Invariant(
            $"{options.Optimizer}, clip {options.ClipGradientNorm}/{options.ClipGradientValue}, groups [{groups}], validation {options.ValidationFraction}, {task.Fingerprint}, augmentation [{string.Join("; ", options.Augmentation)}]");
    }

    private Network Finish(Network trained, RowLayout layout, ClassLabels? classes)
    {
        Network network = task.OutputActivation is { } activation ? trained.WithOutputActivation(activation) : trained;
        if (network.Preprocessing is null && layout.Image.Preprocessing is { } preprocessing)
        {
            network = network.WithPreprocessing(preprocessing);
        }

        return classes is { IsNamed: true } ? network.WithLabels(classes.Texts) : network;
    }
}
