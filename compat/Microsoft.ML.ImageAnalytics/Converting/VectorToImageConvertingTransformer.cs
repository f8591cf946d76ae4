using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(
    typeof(VectorToImageConvertingTransformer),
    typeof(VectorToImageConvertingTransformer),
    null,
    typeof(SignatureLoadModel),
    "Vector To Image Transform",
    VectorToImageConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes images of vectors.</summary>
public sealed class VectorToImageConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "VectorToImageConverter";

    private static readonly VersionInfo _version =
        new("VECTOIMG", 0x00010003, 0x00010002, 0x00010003, StockAssembly.ImageAnalytics, LoaderSignature);

    internal VectorToImageConvertingTransformer((string Output, string Input)[] columns, ConversionSettings[] settings)
        : base(columns)
    {
        Settings = settings;
    }

    private VectorToImageConvertingTransformer(ModelLoadContext context)
        : base(context)
    {
        Settings = Array.ConvertAll(Columns, _ => ConversionSettings.Load(context.Reader));
    }

    internal ConversionSettings[] Settings { get; }

    internal static bool CanConvert(DataViewType item) =>
        item == NumberDataViewType.Single || item == NumberDataViewType.Double || item == NumberDataViewType.Byte;

    private protected override void SaveModel(ModelSaveContext context)
    {
        context.SetVersionInfo(_version);
        SaveColumns(context);
        foreach (ConversionSettings settings in Settings)
            settings.Save(context.Writer);
    }

    private protected override RowMapper MakeMapper(DataViewSchema inputSchema) => new Mapper(inputSchema, this);

    private static VectorToImageConvertingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        return new VectorToImageConvertingTransformer(context);
    }

    private sealed class Mapper : OneToOneMapper
    {
        private readonly ConversionSettings[] _settings;

        public Mapper(DataViewSchema schema, VectorToImageConvertingTransformer parent)
            : base(schema, parent.Columns)
        {
            _settings = parent.Settings;
            OutputColumns = new DataViewSchema.DetachedColumn[Inputs.Length];
            for (int i = 0; i < Inputs.Length; i++)
            {
                ConversionSettings settings = _settings[i];
                if (Inputs[i].Type is not VectorDataViewType vector)
                    throw Check.WrongColumn("input", Inputs[i].Name, "vector", Inputs[i].Type.ToString());
                if (vector.Size != settings.Width * settings.Height * settings.Planes.Count)
                {
                    var expected = new VectorDataViewType(vector.ItemType, settings.Height, settings.Width, settings.Planes.Count);
                    throw Check.WrongColumn("input", Inputs[i].Name, expected.ToString(), vector.ToString());
                }

                OutputColumns[i] = new DataViewSchema.DetachedColumn(parent.Columns[i].Output, settings.Type, null);
            }
        }

        public override DataViewSchema.DetachedColumn[] OutputColumns { get; }

        public override Delegate CreateGetter(DataViewRow input, int output)
        {
            DataViewType item = ((VectorDataViewType)Inputs[output].Type).ItemType;
            Check.State(CanConvert(item), "We only support float, double or byte arrays");
            return item == NumberDataViewType.Single ? Getter<float>(input, output)
                : item == NumberDataViewType.Double ? Getter<double>(input, output)
                : Getter<byte>(input, output);
        }

        private ValueGetter<MLImage> Getter<T>(DataViewRow input, int output)
            where T : unmanaged, INumberBase<T>
        {
            ConversionSettings settings = _settings[output];
            ValueGetter<VBuffer<T>> getSource = input.GetGetter<VBuffer<T>>(Inputs[output]);
            VBuffer<T> source = default;
            T[] dense = new T[settings.Width * settings.Height * settings.Planes.Count];
            byte[] pixels = new byte[settings.Width * settings.Height * 4];
            return (ref MLImage value) =>
            {
                getSource(ref source);
                if (source.GetValues().Length == 0)
                {
                    value = null;
                    return;
                }

                Check.State(source.Length == dense.Length, "The vector has not the size of its column.");
                source.CopyTo(dense);
                Fill(settings, dense, pixels);
                value = MLImage.CreateFromPixels(settings.Width, settings.Height, MLPixelFormat.Bgra32, pixels);
                value.Tag = nameof(VectorToImageConvertingTransformer);
            };
        }

        private static void Fill<T>(ConversionSettings settings, T[] values, byte[] pixels)
            where T : unmanaged, INumberBase<T>
        {
            ColorPlanes planes = settings.Planes;
            (int a, int r, int g, int b) = planes.Places();
            bool scales = typeof(T) != typeof(byte) && (settings.Offset != 0 || settings.Scale != 1);
            int step = planes.IsInterleaved ? planes.Count : 1;
            int plane = planes.IsInterleaved ? 1 : pixels.Length / 4;
            int[] defaults = settings.Defaults;
            foreach ((int place, int offset, int absent) in
                new[] { (a, 3, defaults[0]), (r, 2, defaults[1]), (g, 1, defaults[2]), (b, 0, defaults[3]) })
            {
                for (int i = 0, from = place * plane; i < pixels.Length / 4; i++, from += step)
                {
                    float color = place < 0 ? absent : float.CreateTruncating(values[from]);
                    // An absent alpha is 0 when the others are scaled, as in ML.NET.
                    pixels[(i * 4) + offset] = !scales ? (byte)color
                        : place < 0 && offset == 3 ? (byte)0
                        : (byte)Math.Round((color * settings.Scale) - settings.Offset);
                }
            }
        }
    }
}
