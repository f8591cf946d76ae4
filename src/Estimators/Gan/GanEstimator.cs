using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Training;

namespace MlNetDeep;

/// <summary>
/// Trains a generative adversarial network: a generator that makes images like those of a column, taught by a
/// discriminator that tells them apart.
/// </summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | vector of Byte (pixels) or Single (-1..1 for a generator that ends in tanh) |
/// | label (in, optional) | key |
/// | Image (out) | as <see cref="GanOptions.Output"/> asks: an image, bytes or floats |
///
/// The trained model does not need the columns that it was trained on: it turns rows with seeds, latents or classes, or
/// no rows at all, into images; see <see cref="GeneratorTransformer"/>. Source: Goodfellow et al., "Generative
/// Adversarial Networks", 2014.
/// </remarks>
public sealed class GanEstimator : TrainerBase<GanOptions, GeneratorTransformer>
{
    // Statistics over a batch of one image would make every image of it the same.
    private const int FewestRows = 2;

    internal GanEstimator(IHostEnvironment environment, GanOptions options)
        : base(environment, options) => OptionsCheck.Throw(options);

    private protected override GeneratorTransformer Train(IDataView input, IDataView? validation)
    {
        NetworkTask? task = Options.LabelColumnName is null ? null : NetworkTask.Multiclass;
        ClassLabels? classes = task is null ? null : ClassLabels.FromColumn(LabelReader.Bind(input.Schema, Options.LabelColumnName!, NetworkTask.Multiclass));
        if (classes is { Count: < 2 })
        {
            BatchFeed.RequireRows(input, Options.CancellationToken);
            throw new TrainingException($"Label column '{Options.LabelColumnName}' has {classes.Count} class; leave LabelColumnName out for images of one kind.");
        }

        using var run = new TrainingRun(Environment, Options, "Gan");
        GanNetworks networks = GanNetworks.Make(Options, input.Schema, classes?.Count ?? 0);
        var layout = new RowLayout(input.Schema, networks.Discriminator, Options.FeatureColumnName, Options.LabelColumnName, null, task);
        TorchNetwork generator = run.Compile(networks.Generator);
        TorchNetwork discriminator = run.Compile(networks.Discriminator, strips: true, spectral: Options.SpectralNormalization);
        run.Open(input, layout);
        if (run.Train.RowCount < FewestRows)
        {
            throw new TrainingException(
                $"There are {run.Train.RowCount} images to learn from; at least {FewestRows} are needed, and thousands for images that are not copies.");
        }

        if (Options.UsesGradientPenalty && networks.Discriminator.Nodes.Any(n => n.OpType == "BatchNormalization"))
        {
            run.Progress.Warning(
                "The discriminator has batch normalization: its images depend on one another, which a gradient penalty does not see. "
                + "Networks.DcganDiscriminator(batchNorm: false) makes one without.");
        }

        var grid = new SampleGrid(Options.GridFolder, run.Progress);
        using var learner = new GanLearner(Options, generator, discriminator, layout, grid, run.Seed);
        TrainingHistory history = run.Fit(learner, [networks.Generator, networks.Discriminator], classes: classes?.Texts);
        grid.Animate(history.Epochs.Count);
        Network made = learner.Snapshot();
        return new GeneratorTransformer(
            Environment, classes is { IsNamed: true } ? made.WithLabels(classes.Texts) : made, Options.Output with { Classes = classes }, history,
            discriminator.ToNetwork());
    }

    private protected override IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape input)
    {
        if (Options.LabelColumnName is { } name && SchemaShapes.Find(input, name) is { IsKey: false } label)
        {
            throw new ColumnException(
                name, $"Label column '{name}' is {SchemaShapes.Describe(label)}; expected {LabelTask.Expected(NetworkTask.Multiclass)}.");
        }

        return [SchemaShapes.Generated(Options.Output.OutputColumnName, Options.Output.OutputKind)];
    }
}
