using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>Reads the picture of the row that a cursor stands on.</summary>
internal static class PictureSource
{
    /// <summary>A function that reads the picture of the current row.</summary>
    /// <param name="loader">Knows the size.</param>
    /// <param name="row">The row or cursor.</param>
    /// <param name="column">A checked column.</param>
    public static Func<Picture> Create(PictureLoader loader, DataViewRow row, DataViewSchema.Column column)
    {
        string Name() => $"The image of row {row.Position}";
        switch (column.Type)
        {
            case TextDataViewType:
                ValueGetter<ReadOnlyMemory<char>> path = row.GetGetter<ReadOnlyMemory<char>>(column);
                return () =>
                {
                    ReadOnlyMemory<char> text = default;
                    path(ref text);
                    return text.Span.IsWhiteSpace()
                        ? throw new ImageFileException("", $"{Name()} has no path.")
                        : loader.Load(ImagePreparer.ReadFile(text.ToString()), text.ToString());
                };
            case ImageDataViewType:
                ValueGetter<MLImage> image = row.GetGetter<MLImage>(column);
                MLImage decoded = null!;
                return () =>
                {
                    image(ref decoded);
                    return decoded is null ? throw new ImageFileException(Name(), $"{Name()} is missing.") : loader.Load(decoded, Name());
                };
            default:
                ValueGetter<VBuffer<byte>> file = row.GetGetter<VBuffer<byte>>(column);
                VBuffer<byte> bytes = default;
                return () =>
                {
                    file(ref bytes);
                    return loader.Load(bytes.DenseValues().ToArray(), Name());
                };
        }
    }
}
