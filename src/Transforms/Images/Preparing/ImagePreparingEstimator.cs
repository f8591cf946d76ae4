using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Makes an <see cref="ImagePreparingTransformer"/>; there is nothing to learn.</summary>
public sealed class ImagePreparingEstimator : IEstimator<ImagePreparingTransformer>
{
    private readonly ImagePreparingTransformer _transformer;

    /// <summary>Creates the estimator.</summary>
    /// <param name="environment">The <see cref="MLContext"/>; warnings go to its log.</param>
    /// <param name="options">Columns, size and scaling.</param>
    /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
    public ImagePreparingEstimator(IHostEnvironment environment, PrepareImagesOptions options) =>
        _transformer = new ImagePreparingTransformer(environment, options);

    /// <summary>Checks the schema of the data and gives the transformer.</summary>
    /// <param name="input">The data.</param>
    /// <exception cref="ColumnException">The image column is missing or has another type.</exception>
    public ImagePreparingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    /// <summary>Gives the columns of the input and the new one.</summary>
    /// <param name="inputSchema">The shape of the data.</param>
    /// <exception cref="ColumnException">The image column is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        PrepareImagesOptions options = _transformer.Options;
        ImageSource.Check(inputSchema, options.InputColumnName);
        SchemaShape.Column output = MlNetInternals.NewColumn(
            options.OutputColumnName, SchemaShape.Column.VectorKind.Vector, options.AsBytes ? NumberDataViewType.Byte : NumberDataViewType.Single, false);
        return new SchemaShape(inputSchema.Where(column => column.Name != output.Name).Append(output));
    }
}
