using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

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
public sealed class GanEstimator : IEstimator<GeneratorTransformer>
{
    internal const string Name = "Gan";

    private readonly IHostEnvironment _environment;

    internal GanEstimator(IHostEnvironment environment, GanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _environment = environment;
        Options = options;
    }

    /// <summary>The options of this trainer.</summary>
    public GanOptions Options { get; }

    /// <summary>Trains on data.</summary>
    /// <param name="input">The training rows.</param>
    /// <returns>The trained model; dispose it when it is no longer used.</returns>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    /// <exception cref="OptionsException">The networks do not fit the images or the classes.</exception>
    /// <exception cref="TrainingException">
    /// There are too few images, values that the generator cannot make, a loss that is not a number, or memory is short.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled before its first step.</exception>
    public GeneratorTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new GanSession(_environment, Options).Fit(input);
    }

    /// <summary>The schema that the trained model gives for an input schema.</summary>
    /// <param name="inputSchema">The input schema.</param>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShapes.RequireImage(inputSchema, Options.FeatureColumnName);
        if (Options.LabelColumnName is { } name && SchemaShapes.Find(inputSchema, name) is { IsKey: false } label)
        {
            throw new ColumnException(
                name, $"Label column '{name}' is {SchemaShapes.Describe(label)}; expected a key. Append mlContext.Transforms.Conversion.MapValueToKey to the pipeline before the trainer.");
        }

        var columns = inputSchema.ToDictionary(c => c.Name, StringComparer.Ordinal);
        columns[Options.Output.OutputColumnName] = SchemaShapes.Generated(Options.Output.OutputColumnName, Options.Output.OutputKind);
        return new SchemaShape(columns.Values);
    }
}
