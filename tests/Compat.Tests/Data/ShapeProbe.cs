using Microsoft.ML;

namespace MlNetDeep.Compat.Tests.Data;

/// <summary>Does what another estimator does, and keeps the shape of the schema that the chain before it promised.</summary>
internal sealed class ShapeProbe(IEstimator<ITransformer> inner) : IEstimator<ITransformer>
{
    public SchemaShape? Seen { get; private set; }

    public int Fits { get; private set; }

    public ITransformer Fit(IDataView input)
    {
        Fits++;
        return inner.Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Seen = inputSchema;
        return inner.GetOutputSchema(inputSchema);
    }
}
