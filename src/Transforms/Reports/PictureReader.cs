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
        if (type!.ItemType == NumberDataViewType.Byte)
        {
            ValueGetter<VBuffer<byte>> getter = row.GetGetter<VBuffer<byte>>(image);
            return () =>
            {
                byte[] values = Dense(getter);
                return layout == PixelLayout.Planar
                    ? ReportImage.FromPlanar(values, channels, height, width)
                    : ReportImage.FromInterleaved(values, channels, height, width);
            };
        }

        ValueGetter<VBuffer<float>> floats = row.GetGetter<VBuffer<float>>(image);
        return () => ReportImage.FromFloats(PixelOrder.Copy<float>(Dense(floats), layout, PixelLayout.Planar, channels), channels, height, width);
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
