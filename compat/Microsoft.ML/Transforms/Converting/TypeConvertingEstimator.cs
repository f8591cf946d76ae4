using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Estimates nothing: converts columns to another type.</summary>
public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator((string Output, string Input)[] columns, DataKind kind)
        : base(new TypeConvertingTransformer(columns, Array.ConvertAll(columns, _ => kind)))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var shape = new ShapeEditor(inputSchema);
        for (int i = 0; i < Transformer.Columns.Length; i++)
        {
            (string output, string input) = Transformer.Columns[i];
            SchemaShape.Column column = shape.Input(input);
            PrimitiveDataViewType type = TypeMap.Primitive(Transformer.Kinds[i]);
            Check.Param(
                ValueConversion.Exists(column.ItemType.RawType, type.RawType),
                nameof(inputSchema),
                $"Don't know how to convert {input} into {type}");
            shape.Set(new SchemaShape.Column(output, column.Kind, type, false, column.Annotations));
        }

        return shape.ToShape();
    }
}
