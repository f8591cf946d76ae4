using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>Reads a column of the current row as an array of its values; a single value is an array of one, text one of strings.</summary>
internal static class SampleReader
{
    /// <summary>A reader of a column.</summary>
    /// <exception cref="DeepLearningException">No tensor holds the column's type.</exception>
    public static Func<Array> Of(DataViewRow row, DataViewSchema.Column column)
    {
        DataViewType item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        return Type.GetTypeCode(item.RawType) switch
        {
            TypeCode.Single => Of<float>(row, column),
            TypeCode.Double => Of<double>(row, column),
            TypeCode.Boolean => Of<bool>(row, column),
            TypeCode.Byte => Of<byte>(row, column),
            TypeCode.SByte => Of<sbyte>(row, column),
            TypeCode.UInt16 => Of<ushort>(row, column),
            TypeCode.Int16 => Of<short>(row, column),
            TypeCode.UInt32 => Of<uint>(row, column),
            TypeCode.Int32 => Of<int>(row, column),
            TypeCode.UInt64 => Of<ulong>(row, column),
            TypeCode.Int64 => Of<long>(row, column),
            _ when item is TextDataViewType => Texts(Of<ReadOnlyMemory<char>>(row, column)),
            _ => throw new DeepLearningException($"Column '{column.Name}' has type {column.Type}, which no tensor holds."),
        };
    }

    /// <summary>A reader of a column of pictures.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">Paths, files or images.</param>
    /// <param name="input">Where paths begin, and the largest picture.</param>
    public static Func<RawPicture> Pictures(DataViewRow row, DataViewSchema.Column column, ExportInput input)
    {
        switch (column.Type)
        {
            case ImageDataViewType:
                ValueGetter<MLImage> image = row.GetGetter<MLImage>(column);
                MLImage? held = null;
                return () =>
                {
                    image(ref held!);
                    return held is null ? throw new DeepLearningException($"The image of row {row.Position} is missing.") : RawPicture.Of(held);
                };
            case TextDataViewType:
                ValueGetter<ReadOnlyMemory<char>> path = row.GetGetter<ReadOnlyMemory<char>>(column);
                return () =>
                {
                    ReadOnlyMemory<char> text = default;
                    path(ref text);
                    return RawPicture.OfFile(input.Folder is null ? text.ToString() : Path.Combine(input.Folder, text.ToString()), input.MaxPixels);
                };
            default:
                ValueGetter<VBuffer<byte>> file = row.GetGetter<VBuffer<byte>>(column);
                return () =>
                {
                    VBuffer<byte> bytes = default;
                    file(ref bytes);
                    return RawPicture.OfBytes(bytes.DenseValues().ToArray(), $"The image of row {row.Position}", input.MaxPixels);
                };
        }
    }

    private static Func<Array> Of<T>(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            ValueGetter<VBuffer<T>> vector = row.GetGetter<VBuffer<T>>(column);
            return () =>
            {
                VBuffer<T> values = default;
                vector(ref values);
                return values.DenseValues().ToArray();
            };
        }

        ValueGetter<T> single = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            single(ref value);
            return new[] { value };
        };
    }

    private static Func<Array> Texts(Func<Array> read) => () => Array.ConvertAll((ReadOnlyMemory<char>[])read(), text => text.ToString());
}
