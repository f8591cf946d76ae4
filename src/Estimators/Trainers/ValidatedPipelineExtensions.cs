using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Pipelines whose validation rows are given raw.</summary>
public static class ValidatedPipelineExtensions
{
    /// <summary>Appends a trainer that validates on rows which the preparation in front of it prepares too.</summary>
    /// <param name="preparation">What comes before the trainer.</param>
    /// <param name="trainer">The trainer; it has no validation data of its own.</param>
    /// <param name="validationData">The validation rows, as raw as the training rows will be.</param>
    /// <typeparam name="TModel">The trained model.</typeparam>
    /// <returns>Both as one estimator.</returns>
    public static ValidatedPipeline<TModel> Append<TModel>(
        this IEstimator<ITransformer> preparation, IValidatedEstimator<TModel> trainer, IDataView validationData)
        where TModel : class, ITransformer => new(preparation, trainer, validationData);
}
