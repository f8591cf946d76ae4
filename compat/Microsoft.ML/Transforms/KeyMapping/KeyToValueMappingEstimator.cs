using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Estimates nothing: replaces keys by their values.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator((string Output, string Input)[] columns)
        : base(new KeyToValueMappingTransformer(columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var shape = new ShapeEditor(inputSchema);
        foreach ((string output, string input) in Transformer.Columns)
        {
            SchemaShape.Column column = shape.Input(input);
            if (!column.IsKey)
                throw Check.WrongColumn("input", input, "key type", column.TypeText);
            if (!column.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out SchemaShape.Column values))
                throw Check.BadParam(nameof(inputSchema), $"Input column '{input}' doesn't contain key values metadata");
            SchemaShape annotations = column.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out SchemaShape.Column names)
                ? new SchemaShape([names])
                : null;
            shape.Set(new SchemaShape.Column(output, column.Kind, values.ItemType, values.IsKey, annotations));
        }

        return shape.ToShape();
    }
}
