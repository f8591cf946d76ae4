using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Estimates nothing: takes the color from images.</summary>
public sealed class ImageGrayscalingEstimator : TrivialEstimator<ImageGrayscalingTransformer>
{
    internal ImageGrayscalingEstimator((string Output, string Input)[] columns)
        : base(new ImageGrayscalingTransformer(columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var shape = new ShapeEditor(inputSchema);
        foreach ((string output, string name) in Transformer.Columns)
            shape.Set(ImageColumns.Check(shape.Input(name)).Named(output));
        return shape.ToShape();
    }
}
