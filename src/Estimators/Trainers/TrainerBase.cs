using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>What all trainers share: checking options and schemas, and fitting.</summary>
/// <typeparam name="TOptions">The trainer's options.</typeparam>
/// <typeparam name="TModel">The trained model.</typeparam>
public abstract class TrainerBase<TOptions, TModel> : IEstimator<TModel>
    where TOptions : TrainerOptions
    where TModel : class, ITransformer
{
    private protected TrainerBase(IHostEnvironment environment, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        Environment = environment;
        Options = options;
    }

    /// <summary>The options of this trainer.</summary>
    public TOptions Options { get; }

    private protected IHostEnvironment Environment { get; }

    /// <summary>Trains on data.</summary>
    /// <param name="input">The training rows.</param>
    /// <returns>The trained model; dispose it when it is no longer used.</returns>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    /// <exception cref="OptionsException">The networks do not fit the rows.</exception>
    /// <exception cref="TrainingException">
    /// The data cannot be learned from, the loss or a weight is not a number, or memory is short.
    /// </exception>
    /// <exception cref="CheckpointException">The checkpoint to resume from is damaged, or of another run.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled before its first step.</exception>
    public TModel Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Train(input, (Options as ValidatedTrainerOptions)?.ValidationData);
    }

    /// <summary>The schema that the trained model gives for an input schema.</summary>
    /// <param name="inputSchema">The input schema.</param>
    /// <exception cref="ColumnException">A column is missing or has another type than expected.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShapes.RequireImage(inputSchema, Options.FeatureColumnName);
        var columns = inputSchema.ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (SchemaShape.Column column in OutputColumns(inputSchema))
        {
            columns[column.Name] = column;
        }

        return new SchemaShape(columns.Values);
    }

    private protected abstract TModel Train(IDataView input, IDataView? validation);

    /// <summary>Checks the columns that only this trainer reads, and gives those that its model adds.</summary>
    private protected abstract IEnumerable<SchemaShape.Column> OutputColumns(SchemaShape input);
}
