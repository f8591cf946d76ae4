using Microsoft.ML;
using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(
    typeof(ImagePixelExtractingTransformer),
    typeof(ImagePixelExtractingTransformer),
    null,
    typeof(SignatureLoadModel),
    "Image Pixel Extractor Transform",
    ImagePixelExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes vectors of images.</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImagePixelExtractor";

    private static readonly VersionInfo _version =
        new("IMGPXEXT", 0x00010003, 0x00010002, 0x00010003, StockAssembly.ImageAnalytics, LoaderSignature);

    internal ImagePixelExtractingTransformer((string Output, string Input)[] columns, ExtractionSettings[] settings)
        : base(columns)
    {
        Settings = settings;
    }

    private ImagePixelExtractingTransformer(ModelLoadContext context)
        : base(context)
    {
        Settings = Array.ConvertAll(Columns, _ => ExtractionSettings.Load(context.Reader));
    }

    internal ExtractionSettings[] Settings { get; }

    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(_version);
        SaveColumns(context);
        foreach (ExtractionSettings settings in Settings)
            settings.Save(context.Writer);
    }

    private protected override RowMapper MakeMapper(DataViewSchema inputSchema) => new Mapper(inputSchema, this);

    private static ImagePixelExtractingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        return new ImagePixelExtractingTransformer(context);
    }

    private sealed class Mapper : OneToOneMapper
    {
        private readonly ExtractionSettings[] _settings;

        public Mapper(DataViewSchema schema, ImagePixelExtractingTransformer parent)
            : base(schema, parent.Columns)
        {
            _settings = parent.Settings;
            OutputColumns = new DataViewSchema.DetachedColumn[Inputs.Length];
            for (int i = 0; i < Inputs.Length; i++)
            {
                ImageDataViewType image = ImageColumns.TypeOf(Inputs[i]);
                if (image.Width <= 0 || image.Height <= 0)
                    throw Check.WrongColumn("input", Inputs[i].Name, "known-size image", "unknown-size image");
                PrimitiveDataViewType item = _settings[i].AsFloats ? NumberDataViewType.Single : NumberDataViewType.Byte;
                ColorPlanes planes = _settings[i].Planes;
                VectorDataViewType type = planes.IsInterleaved
                    ? new VectorDataViewType(item, image.Height, image.Width, planes.Count)
                    : new VectorDataViewType(item, planes.Count, image.Height, image.Width);
                OutputColumns[i] = new DataViewSchema.DetachedColumn(parent.Columns[i].Output, type, null);
            }
        }

        public override DataViewSchema.DetachedColumn[] OutputColumns { get; }

        public override Delegate CreateGetter(DataViewRow input, int output) => CreateGetter(input, output, out _);

        public override Delegate CreateGetter(DataViewRow input, int output, out Action disposer)
        {
            ExtractionSettings settings = _settings[output];
            return settings.AsFloats
                ? Getter<float>(input, output, pixel => (pixel - settings.Offset) * settings.Scale, out disposer)
                : Getter<byte>(input, output, pixel => pixel, out disposer);
        }

        private ValueGetter<VBuffer<T>> Getter<T>(DataViewRow input, int output, Func<byte, T> convert, out Action disposer)
        {
            var size = (ImageDataViewType)Inputs[output].Type;
            ColorPlanes planes = _settings[output].Planes;
            ValueGetter<MLImage> getSource = input.GetGetter<MLImage>(Inputs[output]);
            T[] table = [.. Enumerable.Range(0, 256).Select(pixel => convert((byte)pixel))];
            MLImage source = null;
            disposer = () => source?.Dispose();
            return (ref VBuffer<T> value) =>
            {
                getSource(ref source);
                int length = size.Width * size.Height * planes.Count;
                if (source == null)
                {
                    value = VBufferEditor.Create(ref value, length, 0).Commit();
                    return;
                }

                Check.State(source.Width == size.Width && source.Height == size.Height, "The image has not the size of its column.");
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, length);
                Extract(source, planes, table, editor.Values);
                value = editor.Commit();
            };
        }

        private static void Extract<T>(MLImage source, ColorPlanes planes, T[] table, Span<T> values)
        {
            ReadOnlySpan<byte> pixels = source.Pixels;
            int red = source.PixelFormat == MLPixelFormat.Bgra32 ? 2 : 0;
            (int a, int r, int g, int b) = planes.Places();
            int step = planes.IsInterleaved ? planes.Count : 1;
            int plane = planes.IsInterleaved ? 1 : pixels.Length / 4;
            foreach ((int place, int offset) in new[] { (a, 3), (r, red), (g, 1), (b, 2 - red) })
            {
                if (place < 0)
                    continue;
                for (int from = offset, to = place * plane; from < pixels.Length; from += 4, to += step)
                    values[to] = table[pixels[from]];
            }
        }
    }
}
