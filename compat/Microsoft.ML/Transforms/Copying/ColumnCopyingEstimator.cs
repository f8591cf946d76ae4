using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Estimates nothing: copies columns.</summary>
public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    internal ColumnCopyingEstimator((string Output, string Input)[] columns)
        : base(new ColumnCopyingTransformer(columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var shape = new ShapeEditor(inputSchema);
        foreach ((string output, string input) in Transformer.Columns)
            shape.Set(shape.Input(input).Named(output));
        return shape.ToShape();
    }
}
