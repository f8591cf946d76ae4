using Microsoft.ML.Common;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

/// <summary>Estimates nothing: loads the files that a text column names.</summary>
public sealed class ImageLoadingEstimator : TrivialEstimator<ImageLoadingTransformer>
{
    internal ImageLoadingEstimator(string imageFolder, bool decodes, (string Output, string Input)[] columns)
        : base(new ImageLoadingTransformer(imageFolder, decodes, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var shape = new ShapeEditor(inputSchema);
        foreach ((string output, string name) in Transformer.Columns)
        {
            SchemaShape.Column input = shape.Input(name);
            if (input.Kind != SchemaShape.Column.VectorKind.Scalar || input.ItemType is not TextDataViewType)
                throw Check.WrongColumn("input", name, TextDataViewType.Instance.ToString(), input.TypeText);
            shape.Set(Transformer.Decodes
                ? new SchemaShape.Column(output, SchemaShape.Column.VectorKind.Scalar, new ImageDataViewType(), false)
                : new SchemaShape.Column(output, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Byte, false));
        }

        return shape.ToShape();
    }
}
