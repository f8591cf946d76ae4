using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Estimates nothing: makes images of vectors.</summary>
public sealed class VectorToImageConvertingEstimator : TrivialEstimator<VectorToImageConvertingTransformer>
{
    internal VectorToImageConvertingEstimator((string Output, string Input) columns, ConversionSettings settings)
        : base(new VectorToImageConvertingTransformer([columns], [settings]))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var shape = new ShapeEditor(inputSchema);
        for (int i = 0; i < Transformer.Columns.Length; i++)
        {
            SchemaShape.Column input = shape.Input(Transformer.Columns[i].Input);
            if (input.Kind != SchemaShape.Column.VectorKind.Vector || !VectorToImageConvertingTransformer.CanConvert(input.ItemType))
                throw Check.WrongColumn("input", input.Name, "known-size vector of type Single, Double or Byte", input.TypeText);
            shape.Set(new SchemaShape.Column(
                Transformer.Columns[i].Output, SchemaShape.Column.VectorKind.Scalar, Transformer.Settings[i].Type, false));
        }

        return shape.ToShape();
    }
}
