using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Estimates nothing: makes vectors of images.</summary>
public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    internal ImagePixelExtractingEstimator((string Output, string Input) columns, ExtractionSettings settings)
        : base(new ImagePixelExtractingTransformer([columns], [settings]))
    {
    }

    /// <summary>The colors of a pixel.</summary>
    [Flags]
    public enum ColorBits : byte
    {
        Alpha = 1,
        Red = 2,
        Green = 4,
        Blue = 8,
        Rgb = Red | Green | Blue,
        All = Alpha | Rgb,
    }

    /// <summary>The order of the colors.</summary>
    public enum ColorsOrder : byte
    {
        ARGB = 1,
        ARBG = 2,
        ABRG = 3,
        ABGR = 4,
        AGRB = 5,
        AGBR = 6,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var shape = new ShapeEditor(inputSchema);
        for (int i = 0; i < Transformer.Columns.Length; i++)
        {
            ImageColumns.Check(shape.Input(Transformer.Columns[i].Input));
            DataViewType item = Transformer.Settings[i].AsFloats ? NumberDataViewType.Single : NumberDataViewType.Byte;
            shape.Set(new SchemaShape.Column(Transformer.Columns[i].Output, SchemaShape.Column.VectorKind.Vector, item, false));
        }

        return shape.ToShape();
    }
}
