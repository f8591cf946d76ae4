using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Makes pictures of the image column of a row.</summary>
internal static class PictureReader
{
    /// <param name="row">The row or cursor; the column must be active.</param>
    /// <param name="column">The image column, null for none.</param>
    /// <returns>A function that gives the picture of the current row, always null when there is no column.</returns>
    public static Func<ReportImage?> For(DataViewRow row, DataViewSchema.Column? column)
    {
        if (column is not DataViewSchema.Column image)
            return () => null;
        VectorDataViewType? type = image.Type as VectorDataViewType;
        (int channels, int height, int width, PixelLayout layout) = Layout(image, type);
        ImagePreprocessing? recorded = RecordedPreprocessing.Of(image);
        PixelScaling? scaling = recorded is null ? null : PixelScaling.Of(recorded, channels, $"column '{image.Name}'");
        if (type!.ItemType == NumberDataViewType.Byte)
        {
            ValueGetter<VBuffer<byte>> bytes = row.GetGetter<VBuffer<byte>>(image);
            return () => Make(Dense(bytes), channels, height, width, layout, scaling);
        }

        ValueGetter<VBuffer<float>> floats = row.GetGetter<VBuffer<float>>(image);
        return () => Make(Dense(floats), channels, height, width, layout, scaling);
    }

    /// <summary>The picture in bytes: of their preparation only the order of the colours is undone.</summary>
    public static ReportImage Make(ReadOnlySpan<byte> values, int channels, int height, int width, PixelLayout layout, PixelScaling? scaling)
    {
        byte[] rgb = PixelOrder.Copy(values, layout, PixelLayout.Interleaved, channels);
        for (int i = 0; scaling is { IsBlueFirst: true } && i < rgb.Length; i += 3)
            (rgb[i], rgb[i + 2]) = (rgb[i + 2], rgb[i]);
        return ReportImage.FromInterleaved(rgb, channels, height, width);
    }

    /// <summary>The picture in floats, their scaling undone; stretched to 0..255 when that is not known.</summary>
    public static ReportImage Make(ReadOnlySpan<float> values, int channels, int height, int width, PixelLayout layout, PixelScaling? scaling)
    {
        if (scaling is null)
            return ReportImage.FromFloats(PixelOrder.Copy(values, layout, PixelLayout.Planar, channels), channels, height, width);
        var rgb = new byte[values.Length];
        new PixelRestoring(scaling, layout).WriteRgb(values, rgb);
        return ReportImage.FromInterleaved(rgb, channels, height, width);
    }

    /// <summary>The first column that can only be pictures: three dimensions, 1 or 3 channels, and several pixels; null when there is none.</summary>
    public static DataViewSchema.Column? Find(DataViewSchema schema)
    {
        foreach (DataViewSchema.Column column in schema)
        {
            if (!column.IsHidden && column.Type is VectorDataViewType { Dimensions.Length: 3 } && TryLayout(column.Type) is { Height: > 1, Width: > 1 })
                return column;
        }
        return null;
    }

    /// <summary>Where the pixels of a column of vectors are, or null when it holds no grey or RGB pictures of known size.</summary>
    public static (int Channels, int Height, int Width, PixelLayout Layout)? TryLayout(DataViewType? columnType)
    {
        if (columnType is not VectorDataViewType { Size: > 0 } type
            || (type.ItemType != NumberDataViewType.Byte && type.ItemType != NumberDataViewType.Single))
            return null;
        return type.Dimensions switch
        {
            [1 or 3, int h, int w] => (type.Dimensions[0], h, w, PixelLayout.Planar),
            [int h, int w, 1 or 3] => (type.Dimensions[2], h, w, PixelLayout.Interleaved),
            [int h, int w] => (1, h, w, PixelLayout.Planar),
            [int size] when Math.Sqrt(size) is double side && side == Math.Floor(side) => (1, (int)side, (int)side, PixelLayout.Planar),
            _ => null,
        };
    }

    private static (int Channels, int Height, int Width, PixelLayout Layout) Layout(DataViewSchema.Column column, VectorDataViewType? type) =>
        TryLayout(type) ?? throw new ArgumentException(
            $"Column '{column.Name}': expected a vector of byte or float with dimensions [C, H, W], [H, W, C] or [H, W] and 1 or 3 channels, found {column.Type}.");

    private static T[] Dense<T>(ValueGetter<VBuffer<T>> getter)
    {
        VBuffer<T> buffer = default;
        getter(ref buffer);
        T[] values = new T[buffer.Length];
        buffer.CopyTo(values);
        return values;
    }
}
