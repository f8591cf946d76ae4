using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Checkpoints;
using MlNetDeep.Estimators.Data;
using MlNetDeep.Estimators.Training;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>One call of Fit.</summary>
internal sealed class VaeSession(IHostEnvironment environment, VaeOptions options)
{
    private const int FewestRows = 2;

    // A nat is 1.44 bits: with less than this, latent vectors say nothing about their images.
    private const double CollapsedDivergence = 0.05;

    public VaeTransformer Fit(IDataView data, IDataView? validation)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        VaeNetworks networks = VaeNetworks.Make(options, data.Schema);
        RowLayout layout = LayoutOf(data, networks.Encoder);
        networks.CheckPixels(layout, options.Likelihood);
        using var run = new TrainingRun(environment, options, VaeEstimator.Name);
        run.Open(
            data, layout, TorchSharp.torch.ScalarType.Int64, options.ValidationFraction,
            validation is null || options.ValidationFraction > 0 ? null : (validation, LayoutOf(validation, networks.Encoder)));
        if (run.Train.RowCount < FewestRows)
        {
            throw new TrainingException(
                $"There are {run.Train.RowCount} images to learn from; at least {FewestRows} are needed, and thousands for more than copies.");
        }

        using TorchNetwork encoder = Compile(networks.Encoder, run, isEncoder: true);
        using TorchNetwork decoder = Compile(networks.Decoder, run, isEncoder: false);
        using var learner = new VaeLearner(options, encoder, decoder, layout, run.Seed);
        TrainingHistory history = run.Fit(learner, RunFingerprint.HashOf(networks.Encoder, networks.Decoder), OptionsText);
        if (history.Epochs is [.., { Measures: { } last }] && last[VaeMeasures.Divergence] < CollapsedDivergence)
        {
            run.Progress.Warning(FormattableString.Invariant(
                $"The encoder says nothing about the images (KL {last[VaeMeasures.Divergence]:g3} nats): the decoder makes the same image of every latent vector. Try more epochs, a smaller Beta, a smaller Deviation or another learning rate."));
        }

        return WithThreshold(encoder.ToNetwork(), decoder.ToNetwork(), history, validation ?? data);
    }

    private VaeTransformer WithThreshold(Network encoder, Network decoder, TrainingHistory history, IDataView normal)
    {
        VaeTransformerOptions model = options.ModelOptions;

        // Who cancels wants to be done.
        if (options.AnomalyShare is { } share && history.StopReason != StopReason.Cancelled)
        {
            using var scorer = new VaeTransformer(environment, encoder, decoder, model);
            model = model with { Threshold = Quantile(scorer.Transform(normal), model.ScoreColumnName, share) };
        }

        return new VaeTransformer(environment, encoder, decoder, model, history);
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
            while (!options.CancellationToken.IsCancellationRequested && cursor.MoveNext())
            {
                getter(ref value);
                scores.Add(value);
            }
        }

        if (options.CancellationToken.IsCancellationRequested)
        {
            return options.Output.Threshold;
        }

        scores.Sort();
        return scores[Math.Max(0, scores.Count - 1 - (int)(share * scores.Count))];
    }

    private RowLayout LayoutOf(IDataView data, Network encoder) =>
        new(data.Schema, encoder, options.FeatureColumnName, null, null, LabelKind.None);

    private TorchNetwork Compile(Network network, TrainingRun run, bool isEncoder) => new(network, new TorchNetworkOptions
    {
        Device = run.Device.ToString(),
        BFloat16 = options.Precision == TrainingPrecision.BFloat16,
        AllOutputs = isEncoder,
        StripOutputActivation = !isEncoder && options.Likelihood == VaeLikelihood.Bernoulli,
    });

    private string OptionsText => FormattableString.Invariant(
        $"VAE {options.Likelihood}, deviation {options.Deviation}, beta {options.Beta}, {options.Optimizer}, clip {options.ClipGradientNorm}, validation {options.ValidationFraction}");
}
