using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(
    typeof(ImageResizingTransformer),
    typeof(ImageResizingTransformer),
    null,
    typeof(SignatureLoadModel),
    "Image Resizer Transform",
    ImageResizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Resizes images.</summary>
public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageScalerTransform";

    private static readonly VersionInfo _version =
        new("IMGSCALF", 0x00010003, 0x00010003, 0x00010003, StockAssembly.ImageAnalytics, LoaderSignature);

    internal ImageResizingTransformer((string Output, string Input)[] columns, ResizingSettings[] settings)
        : base(columns)
    {
        Settings = settings;
    }

    private ImageResizingTransformer(ModelLoadContext context)
        : base(context)
    {
        Settings = Array.ConvertAll(Columns, _ => ResizingSettings.Load(context.Reader));
    }

    internal ResizingSettings[] Settings { get; }

    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(_version);
        SaveColumns(context);
        foreach (ResizingSettings settings in Settings)
            settings.Save(context.Writer);
    }

    private protected override RowMapper MakeMapper(DataViewSchema inputSchema) => new Mapper(inputSchema, this);

    private static ImageResizingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        return new ImageResizingTransformer(context);
    }

    private sealed class Mapper : OneToOneMapper
    {
        private readonly ResizingSettings[] _settings;

        public Mapper(DataViewSchema schema, ImageResizingTransformer parent)
            : base(schema, parent.Columns)
        {
            _settings = parent.Settings;
            OutputColumns = new DataViewSchema.DetachedColumn[Inputs.Length];
            for (int i = 0; i < Inputs.Length; i++)
            {
                ImageColumns.TypeOf(Inputs[i]);
                OutputColumns[i] = new DataViewSchema.DetachedColumn(parent.Columns[i].Output, _settings[i].Type, null);
            }
        }

        public override DataViewSchema.DetachedColumn[] OutputColumns { get; }

        public override Delegate CreateGetter(DataViewRow input, int output)
        {
            ValueGetter<MLImage> getSource = input.GetGetter<MLImage>(Inputs[output]);
            ResizingSettings settings = _settings[output];
            MLImage source = null;
            return (ValueGetter<MLImage>)((ref MLImage value) =>
            {
                value?.Dispose();
                getSource(ref source);
                if (source == null)
                    return;
                if (source.Width == settings.Width && source.Height == settings.Height)
                {
                    value = source;
                    return;
                }

                value = Resampling.Resize(source, settings.Width, settings.Height, settings.Kind, settings.Anchor);
                value.Tag = source.Tag;
            });
        }
    }
}
