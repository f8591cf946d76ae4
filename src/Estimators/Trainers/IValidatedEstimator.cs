using Microsoft.ML;

namespace MlNetDeep;

/// <summary>A trainer that can watch its loss on other rows.</summary>
/// <typeparam name="TModel">The trained model.</typeparam>
public interface IValidatedEstimator<out TModel> : IEstimator<TModel>
    where TModel : ITransformer
{
    /// <summary>Trains, validating on other data after each epoch.</summary>
    /// <param name="input">The training rows.</param>
    /// <param name="validationData">The validation rows, with the same columns; null for none.</param>
    /// <returns>The trained model; dispose it when it is no longer used.</returns>
    TModel Fit(IDataView input, IDataView? validationData);
}
