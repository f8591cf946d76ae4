using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>Makes a <see cref="GeneratorTransformer"/> of a trained generator. There is nothing to train.</summary>
public sealed class GeneratorEstimator : IEstimator<GeneratorTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly GeneratorNetwork _network;

    internal GeneratorEstimator(IHostEnvironment environment, Network generator, GeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(options);
        OptionsCheck.Throw(options);
        _environment = environment;
        Options = options;
        _network = GeneratorNetwork.For(generator, options.Classes);
        if (options.Class is { } name)
            _network.ClassIndex(name);
    }

    /// <summary>The options.</summary>
    public GeneratorOptions Options { get; }

    /// <summary>The generator, its input named <c>z</c>.</summary>
    public Network Generator => _network.Network;

    /// <summary>Makes the transformer.</summary>
    /// <param name="input">Data with the columns of seeds, latent vectors or classes; only the schema is looked at.</param>
    /// <returns>The transformer; dispose it when it is no longer used.</returns>
    /// <exception cref="ColumnException">A column is missing or does not fit the generator.</exception>
    /// <exception cref="DeepLearningException">The device cannot be used, or ONNX Runtime refuses the network.</exception>
    public GeneratorTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        LatentInput.Bind(input.Schema, _network, Options, () => 0);
        return new GeneratorTransformer(_environment, Generator, Options);
    }

    /// <summary>The schema that the transformer gives for an input schema.</summary>
    /// <param name="inputSchema">The input schema.</param>
    /// <exception cref="ColumnException">A column that was named is missing.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var columns = inputSchema.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (string? name in new[] { Options.SeedColumnName, Options.LatentColumnName, Options.LabelColumnName })
        {
            if (name is not null && !columns.ContainsKey(name))
            {
                throw ColumnException.Missing(name, columns.Keys);
            }
        }

        DataViewType type = GeneratedColumn.TypeOf(Options, _network.Image);
        columns[Options.OutputColumnName] = type is VectorDataViewType vector
            ? MlNetInternals.NewColumn(Options.OutputColumnName, SchemaShape.Column.VectorKind.Vector, vector.ItemType, false)
            : MlNetInternals.NewColumn(Options.OutputColumnName, SchemaShape.Column.VectorKind.Scalar, type, false);
        return new SchemaShape(columns.Values);
    }
}
