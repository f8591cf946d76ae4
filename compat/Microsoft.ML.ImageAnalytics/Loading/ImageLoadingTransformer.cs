using Microsoft.ML;
using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(
    typeof(ImageLoadingTransformer),
    typeof(ImageLoadingTransformer),
    null,
    typeof(SignatureLoadModel),
    "Image Loader Transform",
    ImageLoadingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Loads the files that a text column names, as images or as the bytes that they are.</summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    public readonly string ImageFolder;

    internal const string LoaderSignature = "ImageLoaderTransform";

    private static readonly VersionInfo _version =
        new("IMGLOADR", 0x00010003, 0x00010003, 0x00010003, StockAssembly.ImageAnalytics, LoaderSignature);

    internal ImageLoadingTransformer(string imageFolder, bool decodes, (string Output, string Input)[] columns)
        : base(columns)
    {
        Decodes = decodes;
        if (string.IsNullOrEmpty(imageFolder))
            return;
        if (!Directory.Exists(imageFolder))
            throw new ArgumentException($"Directory \"{imageFolder}\" does not exist.");
        ImageFolder = Path.GetFullPath(imageFolder);
    }

    private ImageLoadingTransformer(ModelLoadContext context)
        : base(context)
    {
        ImageFolder = context.LoadStringOrNull();
        Decodes = context.Reader.ReadBoolean();
    }

    internal bool Decodes { get; }

    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(_version);
        SaveColumns(context);
        context.SaveStringOrNull(ImageFolder);
        context.Writer.Write(Decodes);
    }

    private protected override RowMapper MakeMapper(DataViewSchema inputSchema) => new Mapper(inputSchema, this);

    private static ImageLoadingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        return new ImageLoadingTransformer(context);
    }

    private sealed class Mapper : OneToOneMapper
    {
        private readonly ImageLoadingTransformer _parent;

        public Mapper(DataViewSchema schema, ImageLoadingTransformer parent)
            : base(schema, parent.Columns)
        {
            _parent = parent;
            foreach (DataViewSchema.Column input in Inputs)
            {
                if (input.Type is not TextDataViewType)
                    throw Check.WrongColumn("input", input.Name, TextDataViewType.Instance.ToString(), input.Type.ToString());
            }

            DataViewType type = parent.Decodes ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte);
            OutputColumns = Array.ConvertAll(parent.Columns, pair => new DataViewSchema.DetachedColumn(pair.Output, type, null));
        }

        public override DataViewSchema.DetachedColumn[] OutputColumns { get; }

        public override Delegate CreateGetter(DataViewRow input, int output) => CreateGetter(input, output, out _);

        public override Delegate CreateGetter(DataViewRow input, int output, out Action disposer)
        {
            ValueGetter<ReadOnlyMemory<char>> getPath = input.GetGetter<ReadOnlyMemory<char>>(Inputs[output]);
            disposer = null;
            if (!_parent.Decodes)
            {
                return (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) =>
                {
                    string path = Read(getPath);
                    byte[] bytes = path == null ? [] : File.ReadAllBytes(path);
                    VBufferEditor<byte> editor = VBufferEditor.Create(ref value, bytes.Length);
                    bytes.CopyTo(editor.Values);
                    value = editor.Commit();
                });
            }

            MLImage last = null;
            disposer = () => last?.Dispose();
            return (ValueGetter<MLImage>)((ref MLImage value) =>
            {
                value?.Dispose();
                value = null;
                string path = Read(getPath);
                if (path != null)
                {
                    using var stream = new MemoryStream(File.ReadAllBytes(path));
                    value = MLImage.CreateFromStream(stream);
                    value.Tag = path;
                }

                last = value;
            });
        }

        private string Read(ValueGetter<ReadOnlyMemory<char>> getPath)
        {
            ReadOnlyMemory<char> text = default;
            getPath(ref text);
            if (text.Length == 0)
                return null;
            return string.IsNullOrWhiteSpace(_parent.ImageFolder) ? text.ToString() : Path.Combine(_parent.ImageFolder, text.ToString());
        }
    }
}
