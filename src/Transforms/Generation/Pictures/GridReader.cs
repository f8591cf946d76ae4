using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>Reads the images of a column for an <see cref="ImageGrid"/>.</summary>
internal sealed class GridReader
{
    private readonly DataViewRowCursor _cursor;
    private readonly DataViewSchema.Column _column;
    private GeneratedShape? _shape;
    private PixelLayout _layout;

    private GridReader(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        _cursor = cursor;
        _column = column;
    }

    /// <summary>Draws all rows.</summary>
    public static void Save(IDataView data, string columnName, string path, int columns, ImagePreprocessing? preprocessing)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(columnName);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        DataViewSchema.Column column = data.Schema.GetColumnOrNull(columnName) ?? throw ColumnException.Missing(columnName, data.Schema, " of images");
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        var reader = new GridReader(cursor, column);
        List<byte[]> images = reader.Read(preprocessing);
        var grid = new ImageGrid(images.Count, columns, reader._shape ?? default);
        for (int i = 0; i < images.Count; i++)
            grid.Draw(i, images[i]);
        grid.Save(path);
    }

    /// <summary>The images, row by row, channels interleaved.</summary>
    private List<byte[]> Read(ImagePreprocessing? preprocessing)
    {
        if (_column.Type is ImageDataViewType)
            return ReadImages();
        (int channels, int height, int width, _layout) = PictureReader.TryLayout(_column.Type) ?? throw new ColumnException(
            _column.Name,
            $"Column '{_column.Name}' has type {_column.Type}; expected an image, or a vector of byte or float with dimensions "
            + "[C, H, W], [H, W, C] or [H, W] and 1 or 3 channels.");
        _shape = new GeneratedShape(channels, height, width);
        return ((VectorDataViewType)_column.Type).ItemType == NumberDataViewType.Byte
            ? ReadVectors<byte>().ConvertAll(Interleaved)
            : Restored(ReadVectors<float>(), preprocessing);
    }

    private List<byte[]> ReadImages()
    {
        ValueGetter<MLImage> getter = _cursor.GetGetter<MLImage>(_column);
        MLImage? image = null;
        return ReadAll(() =>
        {
            getter(ref image!);
            if (image is null)
                throw new ColumnException(_column.Name, $"Row {_cursor.Position} of column '{_column.Name}' has no image.");
            GeneratedShape shape = _shape ??= new GeneratedShape(3, image.Height, image.Width);
            if (image.Height != shape.Height || image.Width != shape.Width)
            {
                throw new ColumnException(_column.Name,
                    $"Row {_cursor.Position} of column '{_column.Name}' is an image of {image.Width} x {image.Height} pixels, the "
                    + $"first one has {shape.Width} x {shape.Height}; a grid takes images of one size. Resize them first.");
            }

            byte[] pixels = image.GetBGRPixels;
            for (int i = 0; i < pixels.Length; i += 3)
                (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
            return pixels;
        });
    }

    private List<T[]> ReadVectors<T>()
    {
        ValueGetter<VBuffer<T>> getter = _cursor.GetGetter<VBuffer<T>>(_column);
        VBuffer<T> buffer = default;
        return ReadAll(() =>
        {
            getter(ref buffer);
            if (buffer.Length != _shape!.Value.Size)
            {
                throw new ColumnException(_column.Name,
                    $"Row {_cursor.Position} of column '{_column.Name}' has {buffer.Length} values; expected {_shape}.");
            }

            var values = new T[buffer.Length];
            buffer.CopyTo(values);
            return values;
        });
    }

    private List<T[]> ReadAll<T>(Func<T[]> read)
    {
        List<T[]> images = [];
        while (_cursor.MoveNext())
        {
            images.Add(read());
            if (!ImageGrid.Fits(images.Count, _shape!.Value))
                throw ImageGrid.TooLarge(images.Count, _shape.Value);
        }

        return images;
    }

    private List<byte[]> Restored(List<float[]> images, ImagePreprocessing? preprocessing)
    {
        int channels = _shape!.Value.Channels;
        preprocessing ??= Stretching(images);
        var pixels = new PixelRestoring(PixelScaling.Of(preprocessing, channels, "the images"), _layout);
        return images.ConvertAll(values =>
        {
            var image = new byte[values.Length];
            pixels.WriteRgb(values, image);
            return image;
        });
    }

    // Such that the smallest value becomes 0 and the largest 255.
    private static ImagePreprocessing Stretching(List<float[]> images)
    {
        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float value in images.SelectMany(image => image).Where(float.IsFinite))
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return high > low ? new() { Mean = [-low], Scale = (high - low) / 255 } : new() { Mean = [0], Scale = float.MaxValue };
    }

    private byte[] Interleaved(byte[] image) =>
        PixelOrder.Copy<byte>(image, _layout, PixelLayout.Interleaved, _shape!.Value.Channels);
}
