using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Makes a <see cref="NetworkFeaturizingTransformer"/>. There is nothing to train.</summary>
public sealed class NetworkFeaturizingEstimator : IEstimator<NetworkFeaturizingTransformer>
{
    private readonly IHostEnvironment _environment;

    internal NetworkFeaturizingEstimator(IHostEnvironment environment, Network network, FeaturizingOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.Throw(options);
        _environment = environment;
        Options = options;
        GuessedPreprocessing.Warn(environment, network, "It gets columns of bytes as pixel / 255, and columns of floats as they are");
        Network = network.WithFreeBatch(required: false).ToFeatures(options.Layer, options.Pooling);
    }

    /// <summary>The options.</summary>
    public FeaturizingOptions Options { get; }

    /// <summary>The network from the image to the features <c>[N, features]</c>.</summary>
    public Network Network { get; }

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">Data with the image column; only its schema is looked at.</param>
    /// <returns>The transformer; dispose it when it is no longer used.</returns>
    /// <exception cref="ColumnException">The image column is missing or does not fit the network.</exception>
    /// <exception cref="DeepLearningException">The device cannot be used, or ONNX Runtime refuses the network.</exception>
    public NetworkFeaturizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImageColumn.Bind(input.Schema, Options.Source, Network);
        return new NetworkFeaturizingTransformer(_environment, Network, Options);
    }

    /// <summary>The schema that the transformer gives for an input schema.</summary>
    /// <param name="inputSchema">The input schema.</param>
    /// <exception cref="ColumnException">The image column is missing or has another type than expected.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var columns = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        if (!columns.TryGetValue(Options.Source, out SchemaShape.Column image))
        {
            throw ColumnException.Missing(Options.Source, columns.Keys, " for the network's input");
        }

        if (image.Kind != SchemaShape.Column.VectorKind.Vector || image.IsKey
            || (image.ItemType != NumberDataViewType.Single && image.ItemType != NumberDataViewType.Byte))
        {
            throw new ColumnException(Options.Source,
                $"Column '{Options.Source}' is {image.Kind} of {image.ItemType}; expected a vector of known size of Single or Byte. Numbers of other types are converted by mlContext.Transforms.Conversion.ConvertType, photos by mlContext.DeepLearning.PrepareImages.");
        }

        columns[Options.OutputColumnName] = MlNetInternals.NewColumn(
            Options.OutputColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);
        return new SchemaShape(columns.Values);
    }
}
