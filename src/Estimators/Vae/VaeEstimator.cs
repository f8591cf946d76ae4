using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

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
public sealed class VaeEstimator : IEstimator<VaeTransformer>
{
    internal const string Name = "Vae";

    private readonly IHostEnvironment _environment;

    internal VaeEstimator(IHostEnvironment environment, VaeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _environment = environment;
        Options = options;
    }

    /// <summary>The options of this trainer.</summary>
    public VaeOptions Options { get; }

    /// <summary>Trains on data.</summary>
    /// <param name="input">The training rows.</param>
    /// <returns>The trained model; dispose it when it is no longer used.</returns>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    /// <exception cref="DeepLearningException">The networks do not fit the images or each other.</exception>
    /// <exception cref="TrainingException">
    /// There are too few images, values that the decoder cannot make, a loss that is not a number, or memory is short.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled before its first step.</exception>
    public VaeTransformer Fit(IDataView input) => Fit(input, Options.ValidationData);

    /// <summary>Trains on data, validating on other data after each epoch.</summary>
    /// <param name="input">The training rows.</param>
    /// <param name="validationData">The validation rows, with the same image column; null for none.</param>
    /// <returns>The trained model; dispose it when it is no longer used.</returns>
    public VaeTransformer Fit(IDataView input, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new VaeSession(_environment, Options).Fit(input, validationData);
    }

    /// <summary>The schema that the trained model gives for an input schema.</summary>
    /// <param name="inputSchema">The input schema.</param>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShapes.RequireImage(inputSchema, Options.FeatureColumnName);
        var columns = inputSchema.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (SchemaShape.Column column in OutputColumns(Options.Output))
        {
            columns[column.Name] = column;
        }

        return new SchemaShape(columns.Values);
    }

    private static SchemaShape.Column[] OutputColumns(VaeTransformerOptions output) =>
    [
        Column(output.LatentColumnName, vector: true),
        Column(output.LogVarianceColumnName, vector: true),
        SchemaShapes.Generated(output.ReconstructionColumnName, output.ReconstructionKind),
        Column(output.ReconstructionErrorColumnName, vector: false),
        Column(output.ElboColumnName, vector: false),
        ScoreColumns.Score(output.ScoreColumnName, vector: false, []),
        ScoreColumns.Decision(output.PredictedLabelColumnName),
    ];

    private static SchemaShape.Column Column(string name, bool vector) => MlNetInternals.NewColumn(
        name, vector ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false);
}
