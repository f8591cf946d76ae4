using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Makes pictures of what a network reads from a column: its preprocessing undone, red before blue.</summary>
internal static class InputPictures
{
    /// <summary>A function that gives the picture of the current row; null when the input is not an image of 1 or 3 channels.</summary>
    public static Func<ReportImage?> For(DataViewRow row, ImageColumn column)
    {
        InputShape shape = column.Shape;
        if (!shape.IsImage || shape.Channels is not (1 or 3))
            return () => null;
        ImageReader reader = column.CreateReader(row);
        if (column.IsBytes)
        {
            var pixels = new byte[shape.Size];
            return () =>
            {
                reader.ReadBytes(pixels);
                return PictureReader.Make(pixels, shape.Channels, shape.Height, shape.Width, shape.Layout, column.Scaling);
            };
        }

        var values = new float[shape.Size];
        PixelScaling? scaling = column.Preprocessing is { } preprocessing
            ? PixelScaling.Of(preprocessing, shape.Channels, $"column '{column.Column.Name}'") : null;
        return () =>
        {
            reader.ReadFloats(values);
            return PictureReader.Make(values, shape.Channels, shape.Height, shape.Width, shape.Layout, scaling);
        };
    }
}
