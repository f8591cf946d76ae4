using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML;

public abstract partial class TrainCatalogBase
{
    /// <summary>Fits a model on all folds but one, for each fold in turn, then evaluates each model on the fold it has not seen.</summary>
    private protected CrossValidationResult<T>[] CrossValidate<T>(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds,
        string samplingKeyColumnName,
        int? seed,
        Func<IDataView, T> evaluate)
        where T : class
    {
        Check.Value(data, nameof(data));
        Check.Value(estimator, nameof(estimator));
        DataOperationsCatalog.TrainTestData[] folds = DataOperationsCatalog.Folds(Environment, data, numberOfFolds, samplingKeyColumnName, seed);
        (ITransformer Model, IDataView Scored)[] results = Array.ConvertAll(folds, fold =>
        {
            ITransformer model = estimator.Fit(fold.TrainSet);
            
            // A chain left to itself would only do what is meant for scoring, and leave out what makes the labels.
            IDataView scored = model is ITransformerChain chain ? chain.Transform(fold.TestSet, TransformerScope.Everything) : model.Transform(fold.TestSet);
            return (model, scored);
        });
        return results.Select((fold, index) => new CrossValidationResult<T>(fold.Model, evaluate(fold.Scored), fold.Scored, index)).ToArray();
    }

    public sealed class CrossValidationResult<T>
        where T : class
    {
        public readonly T Metrics;

        public readonly ITransformer Model;

        public readonly IDataView ScoredHoldOutSet;

        public readonly int Fold;

        internal CrossValidationResult(ITransformer model, T metrics, IDataView scores, int fold)
        {
            Model = model;
            Metrics = metrics;
            ScoredHoldOutSet = scores;
            Fold = fold;
        }
    }
}
