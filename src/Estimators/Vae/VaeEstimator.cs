using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Training;

namespace MlNetDeep;

/// <summary>
/// Trains a variational autoencoder: an encoder that finds a few numbers for each image of a column, and a decoder that
/// makes the image of them again. The model also says how usual an image is, and makes new ones.
/// </summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | features (in) | vector of Byte (pixels) or Single (0..1 for the Bernoulli likelihood) |
/// | Latent, LogVariance (out) | vectors of Single: mean and logarithm of the variance of q(z|x) |
/// | Reconstruction (out) | vector of Single, image or vector of Byte |
/// | ReconstructionError, Elbo, Score (out) | Single |
/// | PredictedLabel (out) | Boolean |
///
/// The loss is -log p(x|z) + Beta * KL(q(z|x) || p(z)) with one draw z from q(z|x) for each image and step. Source: Kingma
/// and Welling, "Auto-Encoding Variational Bayes", 2013. See <see cref="VaeTransformer"/> for the columns.
/// </remarks>
public sealed class VaeEstimator : TrainerBase<VaeOptions, VaeTransformer>, IValidatedEstimator<VaeTransformer>
{
    private const int FewestRows = 2;

    // A nat is 1.44 bits: with less than this, latent vectors say nothing about their images.
    private const double CollapsedDivergence = 0.05;

    internal VaeEstimator(IHostEnvironment environment, VaeOptions options)
        : base(environment, options) => OptionsCheck.Throw(options);

    /// <inheritdoc/>
    public VaeTransformer Fit(IDataView input, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Train(input, validationData);
    }

    private protected override VaeTransformer Train(IDataView input, IDataView? validation)
    {
        using var run = new TrainingRun(Environment, Options, "Vae");
        VaeNetworks networks = VaeNetworks.Make(Options, input.Schema);
        RowLayout layout = LayoutOf(input, networks.Encoder);
        networks.CheckPixels(layout, Options.Likelihood);
        TorchNetwork encoder = run.Compile(networks.Encoder, allOutputs: true);
        TorchNetwork decoder = run.Compile(networks.Decoder, strips: Options.Likelihood == VaeLikelihood.Bernoulli);
        run.Open(input, layout, validation: validation is null || Options.ValidationFraction > 0 ? null : (validation, LayoutOf(validation, networks.Encoder)));
        if (run.Train.RowCount < FewestRows)
        {
            throw new TrainingException(
                $"There are {run.Train.RowCount} images to learn from; at least {FewestRows} are needed, and thousands for more than copies.");
        }

        using var learner = new VaeLearner(Options, encoder, decoder, layout, run.Seed);
        TrainingHistory history = run.Fit(learner, [networks.Encoder, networks.Decoder]);
        if (history.Epochs is [.., { Measures: { } last }] && last[VaeMeasures.Divergence] < CollapsedDivergence)
        {
            run.Progress.Warning($"The encoder says nothing about the images (KL {last[VaeMeasures.Divergence]:g3} nats): the decoder makes the same image of every latent vector. Try more epochs, a smaller Beta, a smaller Deviation or another learning rate.");
        }

        return WithThreshold(encoder.ToNetwork(), decoder.ToNetwork(), history, validation ?? input);
    }

    private VaeTransformer WithThreshold(Network encoder, Network decoder, TrainingHistory history, IDataView normal)
    {
        VaeTransformerOptions model = Options.ModelOptions;

        // Who cancels wants to be done.
        if (Options.AnomalyShare is { } share && history.StopReason != StopReason.Cancelled)
        {
            using var scorer = new VaeTransformer(Environment, encoder, decoder, model);
            model = model with { Threshold = Quantile(scorer.Transform(normal), model.ScoreColumnName, share) };
        }

        return new VaeTransformer(Environment, encoder, decoder, model, history);
    }

    /// <summary>A score that the share of the rows exceeds, and no more.</summary>
    private float Quantile(IDataView scored, string column, double share)
    {
        List<float> scores = [];
        DataViewSchema.Column score = scored.Schema[column];
        using (DataViewRowCursor cursor = scored.GetRowCursor([score]))
        {
            ValueGetter<float> getter = cursor.GetGetter<float>(score);
            float value = 0;
            while (!Options.CancellationToken.IsCancellationRequested && cursor.MoveNext())
            {
                getter(ref value);
                scores.Add(value);
            }
        }

        if (Options.CancellationToken.IsCancellationRequested)
        {
            return Options.Output.Threshold;
        }

        scores.Sort();
        return scores[Math.Max(0, scores.Count - 1 - (int)(share * scores.Count))];
    }

    private RowLayout LayoutOf(IDataView data, Network encoder) => new(data.Schema, encoder, Options.FeatureColumnName, null, null, null);

    private protected override IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape input) =>
    [
        Column(Options.Output.LatentColumnName, vector: true),
        Column(Options.Output.LogVarianceColumnName, vector: true),
        SchemaShapes.Generated(Options.Output.ReconstructionColumnName, Options.Output.ReconstructionKind),
        Column(Options.Output.ReconstructionErrorColumnName, vector: false),
        Column(Options.Output.ElboColumnName, vector: false),
        SchemaShapes.Score(Options.Output.ScoreColumnName),
        SchemaShapes.Decision(Options.Output.PredictedLabelColumnName),
    ];

    private static SchemaShape.Column Column(string name, bool vector) => MlNetInternals.NewColumn(
        name, vector ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false);
}
