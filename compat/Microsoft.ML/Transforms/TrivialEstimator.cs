using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>Base of estimators that have nothing to learn.</summary>
public abstract class TrivialEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : class, ITransformer
{
    private protected readonly TTransformer Transformer;

    private protected TrivialEstimator(TTransformer transformer)
    {
        Check.Value(transformer, nameof(transformer));
        Transformer = transformer;
    }

    public TTransformer Fit(IDataView input)
    {
        Check.Value(input, nameof(input));

        // Checks the input.
        Transformer.GetOutputSchema(input.Schema);
        return Transformer;
    }

    public abstract SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
