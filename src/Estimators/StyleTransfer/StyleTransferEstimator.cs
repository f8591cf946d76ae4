using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>Makes a <see cref="StyleTransferTransformer"/>. There is nothing to train.</summary>
/// <remarks>
/// | Column | Type |
/// | --- | --- |
/// | Image (in) | text (a path), vector of Byte (the bytes of a file) or <see cref="MLImage"/> |
/// | Styled (out) | <see cref="MLImage"/> |
/// </remarks>
public sealed class StyleTransferEstimator : IEstimator<StyleTransferTransformer>
{
    internal const string Name = "StyleTransfer";

    private readonly IHostEnvironment _environment;
    private readonly StyleModel _model;

    internal StyleTransferEstimator(IHostEnvironment environment, StyleTransferOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        _environment = environment;
        Options = options;
        _model = StyleTransferCheck.Prepare(options);
    }

    /// <summary>The options.</summary>
    public StyleTransferOptions Options { get; }

    /// <summary>The network up to the layers that are compared, which are its outputs.</summary>
    public Network Network => _model.Network;

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">Data with the image column; only its schema is looked at.</param>
    /// <returns>The transformer; dispose it when it is no longer used.</returns>
    /// <exception cref="ColumnException">The image column is missing or has another type.</exception>
    public StyleTransferTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImageSource.Find(input.Schema, Options.InputColumnName);
        return new StyleTransferTransformer(_environment, Options with { Seed = Options.Seed ?? _environment.Register(Name).Rand.Next() }, _model);
    }

    /// <summary>The schema that the transformer gives for an input schema.</summary>
    /// <param name="inputSchema">The input schema.</param>
    /// <exception cref="ColumnException">The image column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ImageSource.Check(inputSchema, Options.InputColumnName);
        SchemaShape.Column output = MlNetInternals.NewColumn(
            Options.OutputColumnName, SchemaShape.Column.VectorKind.Scalar, new ImageDataViewType(), false);
        return new SchemaShape(inputSchema.Where(column => column.Name != output.Name).Append(output));
    }
}
