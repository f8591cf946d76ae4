using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(
    typeof(ImageGrayscalingTransformer),
    typeof(ImageGrayscalingTransformer),
    null,
    typeof(SignatureLoadModel),
    "Image Greyscale Transform",
    ImageGrayscalingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Takes the color from images.</summary>
public sealed class ImageGrayscalingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageGrayscaleTransform";

    private static readonly VersionInfo _version =
        new("IMGGRAYT", 0x00010001, 0x00010001, 0x00010001, StockAssembly.ImageAnalytics, LoaderSignature);

    internal ImageGrayscalingTransformer((string Output, string Input)[] columns)
        : base(columns)
    {
    }

    private ImageGrayscalingTransformer(ModelLoadContext context)
        : base(context)
    {
    }

    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(_version);
        SaveColumns(context);
    }

    private protected override RowMapper MakeMapper(DataViewSchema inputSchema) => new Mapper(inputSchema, Columns);

    private static ImageGrayscalingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        return new ImageGrayscalingTransformer(context);
    }

    private sealed class Mapper : OneToOneMapper
    {
        public Mapper(DataViewSchema schema, (string Output, string Input)[] columns)
            : base(schema, columns)
        {
            OutputColumns = new DataViewSchema.DetachedColumn[columns.Length];
            for (int i = 0; i < columns.Length; i++)
                OutputColumns[i] = new DataViewSchema.DetachedColumn(columns[i].Output, ImageColumns.TypeOf(Inputs[i]), null);
        }

        public override DataViewSchema.DetachedColumn[] OutputColumns { get; }

        public override Delegate CreateGetter(DataViewRow input, int output) => CreateGetter(input, output, out _);

        public override Delegate CreateGetter(DataViewRow input, int output, out Action disposer)
        {
            ValueGetter<MLImage> getSource = input.GetGetter<MLImage>(Inputs[output]);
            MLImage source = null;
            disposer = () => source?.Dispose();
            return (ValueGetter<MLImage>)((ref MLImage value) =>
            {
                value?.Dispose();
                getSource(ref source);
                if (source == null)
                    return;
                value = source.ToGray();
                value.Tag = source.Tag;
            });
        }
    }
}
