using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep.Transforms;

/// <summary>Takes the image of a row: what must be read while the cursor stands there, and what can be done later.</summary>
internal abstract class ImageSource
{
    /// <summary>Whether a column can be prepared.</summary>
    public static bool CanRead(DataViewType type) =>
        type is TextDataViewType or ImageDataViewType || type is VectorDataViewType { ItemType: var item } && item == NumberDataViewType.Byte;

    /// <summary>A source for a checked column.</summary>
    public static ImageSource Create(ImagePreparer preparer, DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        TextDataViewType => new PathSource(preparer, row.GetGetter<ReadOnlyMemory<char>>(column)),
        ImageDataViewType => new DecodedSource(preparer, row.GetGetter<MLImage>(column), row),
        _ => new BytesSource(preparer, row.GetGetter<VBuffer<byte>>(column), row),
    };

    /// <summary>Reads the current row; the result prepares it, on any thread, into the values.</summary>
    public abstract Action<byte[]> Take();

    private static string NameOf(DataViewRow row) => $"The image of row {row.Position}";

    private sealed class PathSource(ImagePreparer preparer, ValueGetter<ReadOnlyMemory<char>> getter) : ImageSource
    {
        public override Action<byte[]> Take()
        {
            ReadOnlyMemory<char> text = default;
            getter(ref text);
            string path = text.ToString();
            return values => preparer.PrepareFile(path, values);
        }
    }

    private sealed class BytesSource(ImagePreparer preparer, ValueGetter<VBuffer<byte>> getter, DataViewRow row) : ImageSource
    {
        private VBuffer<byte> _bytes;

        public override Action<byte[]> Take()
        {
            getter(ref _bytes);
            byte[] copy = new byte[_bytes.Length];
            _bytes.CopyTo(copy);
            string name = NameOf(row);
            return values => preparer.PrepareBytes(copy, name, values);
        }
    }

    // The image belongs to the row and is gone with it: it is shrunk at once, which takes no decoding.
    private sealed class DecodedSource(ImagePreparer preparer, ValueGetter<MLImage> getter, DataViewRow row) : ImageSource
    {
        private MLImage? _image;

        public override Action<byte[]> Take()
        {
            getter(ref _image!);
            if (_image is not { } image)
            {
                string name = NameOf(row);
                return _ => throw new ImageFileException(name, $"{name} is missing.");
            }

            byte[] small = new byte[preparer.Size];
            preparer.PrepareImage(image, small);
            return values => small.CopyTo(values, 0);
        }
    }
}
