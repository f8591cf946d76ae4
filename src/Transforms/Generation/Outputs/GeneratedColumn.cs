using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>The column of generated images.</summary>
internal static class GeneratedColumn
{
    /// <summary>The column's type.</summary>
    public static DataViewType TypeOf(GeneratorOptions options, GeneratedShape shape) => options.OutputKind switch
    {
        GeneratedImageKind.Image => new ImageDataViewType(shape.Height, shape.Width),
        GeneratedImageKind.Float => new VectorDataViewType(NumberDataViewType.Single, shape.Channels, shape.Height, shape.Width),
        _ when options.Layout == PixelLayout.Interleaved =>
            new VectorDataViewType(NumberDataViewType.Byte, shape.Height, shape.Width, shape.Channels),
        _ => new VectorDataViewType(NumberDataViewType.Byte, shape.Channels, shape.Height, shape.Width),
    };

    /// <summary>The column.</summary>
    public static OutputColumn Of(GeneratorOptions options, GeneratorNetwork network) => new(
        options.OutputColumnName,
        TypeOf(options, network.Image),
        new DataViewSchema.Annotations.Builder().ToAnnotations(),
        options.OutputKind switch
        {
            GeneratedImageKind.Image => source => ImageOutput.Getter(source, 0, network.Pixels, network.Image.Height, network.Image.Width),
            GeneratedImageKind.Float => ScoreGetters.Vector,
            _ => source => Bytes(source, network.Pixels, options.Layout),
        });

    private static ValueGetter<VBuffer<byte>> Bytes(IScoreSource source, PixelRestoring pixels, PixelLayout layout) =>
        (ref VBuffer<byte> value) =>
        {
            ReadOnlySpan<float> values = source.Scores();
            VBufferEditor<byte> editor = VBufferEditor.Create(ref value, values.Length);
            if (layout == PixelLayout.Planar)
                pixels.WritePlanar(values, editor.Values);
            else
                pixels.WriteInterleaved(values, editor.Values);
            value = editor.Commit();
        };
}
