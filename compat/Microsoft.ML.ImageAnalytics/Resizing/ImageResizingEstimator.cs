using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Estimates nothing: resizes images.</summary>
public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    internal ImageResizingEstimator((string Output, string Input) columns, ResizingSettings settings)
        : base(new ImageResizingTransformer([columns], [settings]))
    {
    }

    /// <summary>Whether the sides keep their ratio, and what then fills the frame.</summary>
    public enum ResizingKind : byte
    {
        IsoPad = 0,
        IsoCrop = 1,
        Fill = 2,
    }

    /// <summary>The side that cropping keeps.</summary>
    public enum Anchor : byte
    {
        Right = 0,
        Left = 1,
        Top = 2,
        Bottom = 3,
        Center = 4,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var shape = new ShapeEditor(inputSchema);
        for (int i = 0; i < Transformer.Columns.Length; i++)
        {
            ImageColumns.Check(shape.Input(Transformer.Columns[i].Input));
            shape.Set(new SchemaShape.Column(
                Transformer.Columns[i].Output, SchemaShape.Column.VectorKind.Scalar, Transformer.Settings[i].Type, false));
        }

        return shape.ToShape();
    }
}
