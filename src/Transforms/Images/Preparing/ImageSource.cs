using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>The images of a column: what must be read while the cursor stands on a row, and what can be done later, on any thread.</summary>
internal abstract class ImageSource
{
    /// <summary>A column of images.</summary>
    /// <exception cref="ColumnException">It is missing or has another type.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw ColumnException.Missing(name, schema.Select(present => present.Name), " of images");
        bool isFile = column.Type is VectorDataViewType { ItemType: var item } && item == NumberDataViewType.Byte;
        return isFile || column.Type is TextDataViewType or ImageDataViewType ? column : throw WrongType(name, column.Type);
    }

    /// <summary>Checks that a shape of data has a column of images.</summary>
    /// <exception cref="ColumnException">It is missing or has another type.</exception>
    public static void Check(SchemaShape schema, string name)
    {
        SchemaShape.Column column = schema.FirstOrDefault(present => present.Name == name);
        if (column.Name is null)
            throw ColumnException.Missing(name, schema.Select(present => present.Name), " of images");
        bool isScalar = column.Kind == SchemaShape.Column.VectorKind.Scalar;
        if (isScalar ? column.ItemType is not (TextDataViewType or ImageDataViewType) : column.ItemType != NumberDataViewType.Byte || column.IsKey)
            throw WrongType(name, column.ItemType);
    }

    /// <summary>A source for a checked column.</summary>
    /// <param name="preparer">Prepares the images.</param>
    /// <param name="row">The row or cursor.</param>
    /// <param name="column">The column.</param>
    /// <param name="slots">How many images can be read before the first is prepared.</param>
    public static ImageSource Create(ImagePreparer preparer, DataViewRow row, DataViewSchema.Column column, int slots) => column.Type switch
    {
        TextDataViewType => new Paths(preparer, row.GetGetter<ReadOnlyMemory<char>>(column), slots),
        ImageDataViewType => new Decoded(preparer, row.GetGetter<MLImage>(column), row, slots),
        _ => new Files(preparer, row.GetGetter<VBuffer<byte>>(column), row, slots),
    };

    /// <summary>Reads the image of the current row.</summary>
    public abstract void Read(int slot, Span<byte> values);

    /// <summary>Prepares an image that was read, into the same values.</summary>
    /// <exception cref="ImageFileException">The image cannot be used.</exception>
    public abstract void Prepare(int slot, Span<byte> values);

    private static ColumnException WrongType(string name, DataViewType type) => new(name,
        $"Column '{name}' has type {type}; expected text (paths), a vector of byte (files) or images.");

    private static string NameOf(long position) => $"The image of row {position}";

    private sealed class Paths(ImagePreparer preparer, ValueGetter<ReadOnlyMemory<char>> getter, int slots) : ImageSource
    {
        private readonly string[] _paths = new string[slots];

        public override void Read(int slot, Span<byte> values)
        {
            ReadOnlyMemory<char> text = default;
            getter(ref text);
            _paths[slot] = text.ToString();
        }

        public override void Prepare(int slot, Span<byte> values) => preparer.PrepareFile(_paths[slot], values);
    }

    private sealed class Files(ImagePreparer preparer, ValueGetter<VBuffer<byte>> getter, DataViewRow row, int slots) : ImageSource
    {
        private readonly VBuffer<byte>[] _files = new VBuffer<byte>[slots];
        private readonly long[] _rows = new long[slots];

        public override void Read(int slot, Span<byte> values)
        {
            _rows[slot] = row.Position;
            getter(ref _files[slot]);
        }

        public override void Prepare(int slot, Span<byte> values)
        {
            ref readonly VBuffer<byte> file = ref _files[slot];
            preparer.PrepareBytes(file.IsDense ? file.GetValues() : file.DenseValues().ToArray(), NameOf(_rows[slot]), values);
        }
    }

    // The image belongs to the row and is gone with it: it is shrunk at once, which takes no decoding.
    private sealed class Decoded(ImagePreparer preparer, ValueGetter<MLImage> getter, DataViewRow row, int slots) : ImageSource
    {
        private readonly long[] _missing = new long[slots];
        private MLImage? _image;

        public override void Read(int slot, Span<byte> values)
        {
            getter(ref _image!);
            _missing[slot] = _image is null ? row.Position : -1;
            if (_image is not null)
                preparer.PrepareImage(_image, values);
        }

        public override void Prepare(int slot, Span<byte> values)
        {
            if (_missing[slot] >= 0)
                throw new ImageFileException(NameOf(_missing[slot]), $"{NameOf(_missing[slot])} is missing.");
        }
    }
}
