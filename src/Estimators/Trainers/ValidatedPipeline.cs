using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>
/// Preparation followed by a trainer, with rows to validate on that are as raw as the training rows: they go through what the
/// preparation has learned from the training rows alone.
/// </summary>
/// <remarks>
/// An estimator in a chain of ML.NET is given rows, not the steps in front of it, so that a trainer alone could not prepare others.
/// </remarks>
/// <typeparam name="TModel">The trained model.</typeparam>
public sealed class ValidatedPipeline<TModel> : IEstimator<TransformerChain<TModel>>
    where TModel : class, ITransformer
{
    private readonly IEstimator<ITransformer> _preparation;
    private readonly IValidatedEstimator<TModel> _trainer;
    private readonly IDataView _validationData;

    internal ValidatedPipeline(IEstimator<ITransformer> preparation, IValidatedEstimator<TModel> trainer, IDataView validationData)
    {
        ArgumentNullException.ThrowIfNull(preparation);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(validationData);
        _preparation = preparation;
        _trainer = trainer;
        _validationData = validationData;
    }

    /// <summary>Fits the preparation on the training rows, prepares both, and trains.</summary>
    /// <param name="input">The training rows, raw.</param>
    /// <returns>Preparation and model; dispose it when it is no longer used.</returns>
    public TransformerChain<TModel> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ITransformer prepared = _preparation.Fit(input);
        TModel model = _trainer.Fit(prepared.Transform(input), prepared.Transform(_validationData));
        return new TransformerChain<TModel>(prepared is IEnumerable<ITransformer> steps ? [.. steps, model] : [prepared, model]);
    }

    /// <summary>The schema that the trained model gives for an input schema.</summary>
    /// <param name="inputSchema">The input schema.</param>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _trainer.GetOutputSchema(_preparation.GetOutputSchema(inputSchema));
}
