using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.Training;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>What the convnet trainers share: checking schemas, and fitting.</summary>
/// <typeparam name="TOptions">The trainer's options.</typeparam>
public abstract class TrainerBase<TOptions> : IEstimator<ConvNetTransformer>
    where TOptions : TrainerOptions
{
    private readonly IHostEnvironment _environment;

    private protected TrainerBase(IHostEnvironment environment, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        _environment = environment;
        Options = options;
    }

    /// <summary>The options of this trainer.</summary>
    public TOptions Options { get; }

    private protected abstract TrainingTask Task { get; }

    /// <summary>Trains the network on data.</summary>
    /// <param name="input">The training rows.</param>
    /// <returns>The trained model; dispose it when it is no longer used.</returns>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    /// <exception cref="TrainingException">The data cannot be learned from, the loss is not a number, or memory is short.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled before its first step.</exception>
    public ConvNetTransformer Fit(IDataView input) => Fit(input, Options.ValidationData);

    /// <summary>Trains the network on data, validating on other data after each epoch.</summary>
    /// <param name="input">The training rows.</param>
    /// <param name="validationData">The validation rows, with the same columns; null for none.</param>
    /// <returns>The trained model.</returns>
    public ConvNetTransformer Fit(IDataView input, IDataView? validationData)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new TrainingSession(_environment, Options, Task).Fit(input, Options.Network, validationData);
    }

    /// <summary>Trains a model further, or on other data; the options' network is not used.</summary>
    /// <param name="input">The training rows.</param>
    /// <param name="continueFrom">The model whose network and weights training starts from; it stays as it is.</param>
    /// <param name="validationData">The validation rows; null for the options'.</param>
    /// <returns>The trained model.</returns>
    public ConvNetTransformer Fit(IDataView input, ConvNetTransformer continueFrom, IDataView? validationData = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(continueFrom);
        return new TrainingSession(_environment, Options, Task)
            .Fit(input, continueFrom.Network, validationData ?? Options.ValidationData);
    }

    /// <summary>The schema that the trained model gives for an input schema.</summary>
    /// <param name="inputSchema">The input schema.</param>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShapes.RequireImage(inputSchema, Options.FeatureColumnName);
        SchemaShape.Column label = SchemaShapes.Find(inputSchema, Options.LabelColumnName);
        if (!IsLabel(label))
        {
            throw new ColumnException(label.Name, $"Label column '{label.Name}' is {SchemaShapes.Describe(label)}; expected {ExpectedLabel}.");
        }

        if (Options.ExampleWeightColumnName is { } name && SchemaShapes.Find(inputSchema, name) is var weight
            && (weight.Kind != SchemaShape.Column.VectorKind.Scalar || weight.ItemType != NumberDataViewType.Single))
        {
            throw new ColumnException(name, $"Example weight column '{name}' is {SchemaShapes.Describe(weight)}; expected a Single.");
        }

        var columns = inputSchema.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (SchemaShape.Column column in OutputColumns(label))
        {
            columns[column.Name] = column;
        }

        return new SchemaShape(columns.Values);
    }

    private protected abstract string ExpectedLabel { get; }

    private protected abstract bool IsLabel(SchemaShape.Column label);

    private protected abstract IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape.Column label);
}
