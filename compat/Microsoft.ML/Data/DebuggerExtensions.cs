using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The first rows of a view, for people to look at.</summary>
public static class DebuggerExtensions
{
    public static DataDebuggerPreview Preview(this IDataView data, int maxRows = 100) => new(data, maxRows);

    public static DataDebuggerPreview Preview(this ITransformer transformer, IDataView data, int maxRows = 100) =>
        new(transformer.Transform(data), maxRows);

    public static DataDebuggerPreview Preview(
        this IEstimator<ITransformer> estimator, IDataView data, int maxRows = 100, int maxTrainingRows = 100)
    {
        Check.Value(estimator, nameof(estimator));
        Check.Value(data, nameof(data));
        Check.Param(maxRows >= 0, nameof(maxRows));
        Check.Param(maxTrainingRows >= 0, nameof(maxTrainingRows));
        return new DataDebuggerPreview(estimator.Fit(new SkipTakeDataView(data, 0, maxTrainingRows)).Transform(data), maxRows);
    }
}
