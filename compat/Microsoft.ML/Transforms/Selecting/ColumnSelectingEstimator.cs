using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Estimates nothing: keeps or drops columns.</summary>
public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(string[] keep, string[] drop, bool keepHidden)
        : base(new ColumnSelectingTransformer(keep, drop, keepHidden, false))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Check.Value(inputSchema, nameof(inputSchema));
        Transformer.CheckNames(inputSchema.Select(column => column.Name));
        return new SchemaShape(inputSchema.Where(column => Transformer.Keeps(column.Name)));
    }
}
