using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Training;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>One call of Fit.</summary>
internal sealed class GanSession(IHostEnvironment environment, GanOptions options)
{
    // Statistics over a batch of one image would make every image of it the same.
    private const int FewestRows = 2;

    public GeneratorTransformer Fit(IDataView data)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        LabelKind kind = options.LabelColumnName is null ? LabelKind.None : LabelKind.Class;
        ClassLabels? classes = kind == LabelKind.None
            ? null
            : ClassLabels.FromColumn(LabelReader.Bind(data.Schema, options.LabelColumnName!, kind));
        if (classes is { Count: < 2 })
        {
            throw new TrainingException($"Label column '{options.LabelColumnName}' has {classes.Count} class; leave LabelColumnName out for images of one kind.");
        }

        GanNetworks networks = GanNetworks.Make(options, data.Schema, classes?.Count ?? 0);
        var layout = new RowLayout(data.Schema, networks.Discriminator, options.FeatureColumnName, options.LabelColumnName, null, kind);
        using var run = new TrainingRun(environment, options, GanEstimator.Name);
        run.Open(data, layout, TorchSharp.torch.ScalarType.Int64);
        if (run.Train.RowCount < FewestRows)
        {
            throw new TrainingException(
                $"There are {run.Train.RowCount} images to learn from; at least {FewestRows} are needed, and thousands for images that are not copies.");
        }

        if (options.UsesGradientPenalty && networks.Discriminator.Nodes.Any(n => n.OpType == "BatchNormalization"))
        {
            run.Progress.Warning(
                "The discriminator has batch normalization: its images depend on one another, which a gradient penalty does not see. "
                + "Networks.DcganDiscriminator(batchNorm: false) makes one without.");
        }

        using TorchNetwork generator = Compile(networks.Generator, run, isDiscriminator: false);
        using TorchNetwork discriminator = Compile(networks.Discriminator, run, isDiscriminator: true);
        var grid = new SampleGrid(options.GridFolder, run.Progress);
        using var learner = new GanLearner(options, generator, discriminator, layout, grid, run.Seed);
        TrainingHistory history = run.Fit(
            learner, RunFingerprint.HashOf(networks.Generator, networks.Discriminator), OptionsText, classes is null ? null : new ClassCensus(classes.Texts));
        grid.Animate(history.Epochs.Count);
        Network made = learner.Snapshot(), judge = discriminator.ToNetwork();
        if (classes is { IsNamed: true })
        {
            made = made.WithLabels(classes.Texts);
        }

        return new GeneratorTransformer(environment, made, options.Output with { Classes = classes }, history, judge);
    }

    private TorchNetwork Compile(Network network, TrainingRun run, bool isDiscriminator) => new(network, new TorchNetworkOptions
    {
        Device = run.Device.ToString(),
        BFloat16 = options.Precision == TrainingPrecision.BFloat16,
        StripOutputActivation = isDiscriminator,
        SpectralNormalization = isDiscriminator && options.SpectralNormalization,
    });

    private string OptionsText => FormattableString.Invariant(
        $"GAN {options.Loss}, smoothing {options.LabelSmoothing}, penalty {options.GradientPenalty}, R1 {options.R1}, spectral {options.SpectralNormalization}, steps {options.DiscriminatorSteps}, rate D {options.DiscriminatorLearningRate}, {options.GeneratorOptimizer}, {options.DiscriminatorOptimizer}, average {options.WeightAverage}");
}
