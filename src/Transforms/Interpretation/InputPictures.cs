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
        var pixels = new byte[shape.Size];
        if (column.IsBytes)
        {
            // As they are: of bytes only the order is to be undone.
            bool isBgr = column.Scaling!.IsBlueFirst;
            return () =>
            {
                reader.ReadBytes(pixels);
                byte[] rgb = PixelOrder.Copy<byte>(pixels, shape.Layout, PixelLayout.Interleaved, shape.Channels);
                for (int i = 0; isBgr && i < rgb.Length; i += 3)
                    (rgb[i], rgb[i + 2]) = (rgb[i + 2], rgb[i]);
                return ReportImage.FromInterleaved(rgb, shape.Channels, shape.Height, shape.Width);
            };
        }

        var values = new float[shape.Size];
        PixelRestoring? restoring = column.Preprocessing is { } preprocessing
            ? new(PixelScaling.Of(preprocessing, shape.Channels, $"column '{column.Column.Name}'"), shape.Layout) : null;
        return () =>
        {
            reader.ReadFloats(values);
            if (restoring is null)
            {
                return ReportImage.FromFloats(
                    PixelOrder.Copy<float>(values, shape.Layout, PixelLayout.Planar, shape.Channels), shape.Channels, shape.Height, shape.Width);
            }

            restoring.WriteRgb(values, pixels);
            return ReportImage.FromInterleaved(pixels, shape.Channels, shape.Height, shape.Width);
        };
    }
}
