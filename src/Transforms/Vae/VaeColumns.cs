using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>The columns that a variational autoencoder adds.</summary>
internal static class VaeColumns
{
    private const string Kind = "AnomalyDetection";

    public static OutputColumn[] Of(VaeTransformerOptions options, VaeNetwork network, DataViewSchema input)
    {
        var reader = new VaeReader(network.Latents, network.Decoder.Image.Size, options.Likelihood, options.Deviation);
        uint set = OutputColumns.LargestColumnSet(input) + 1;
        var latent = new VectorDataViewType(NumberDataViewType.Single, network.Latents);
        DataViewSchema.Annotations none = new DataViewSchema.Annotations.Builder().ToAnnotations();
        OutputColumn image = GeneratedColumn.Of(options.ReconstructionOptions, network.Decoder);
        return
        [
            new(options.LatentColumnName, latent, none, source => Vector(() => reader.Mean(source.Scores()))),
            new(options.LogVarianceColumnName, latent, none, source => Vector(() => reader.LogVariance(source.Scores()))),
            image with { CreateGetter = source => image.CreateGetter(new ReconstructionSource(source, reader)) },
            new(options.ReconstructionErrorColumnName, NumberDataViewType.Single, none, source => Error(source, reader)),
            new(options.ElboColumnName, NumberDataViewType.Single, none,
                source => (ValueGetter<float>)((ref float value) => value = Elbo(source, reader))),
            new(options.ScoreColumnName, NumberDataViewType.Single, OutputColumns.Annotate(set, Kind, "Score").ToAnnotations(),
                source => (ValueGetter<float>)((ref float value) => value = -Elbo(source, reader))),
            new(options.PredictedLabelColumnName, BooleanDataViewType.Instance,
                OutputColumns.Annotate(set, Kind, "PredictedLabel").ToAnnotations(),
                source => (ValueGetter<bool>)((ref bool value) => value = -Elbo(source, reader) > options.Threshold)),
        ];
    }

    private delegate ReadOnlySpan<float> Values();

    private static float Elbo(IScoreSource source, VaeReader reader) => reader.Elbo(source.Input(), source.Scores());

    private static ValueGetter<VBuffer<float>> Vector(Values values) => (ref VBuffer<float> value) =>
        SchemaColumns.CopyTo(values(), ref value);

    private static ValueGetter<float> Error(IScoreSource source, VaeReader reader)
    {
        var reconstruction = new ReconstructionSource(source, reader);
        return (ref float value) => value = reader.Error(source.Input(), reconstruction.Scores());
    }
}
