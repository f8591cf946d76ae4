using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>
/// ML.NET's extraction of pixels as a graph. What it does is not public, but can be seen: every level of gray and one color
/// are put through it, and the file looks the levels up.
/// </summary>
internal static class PixelExtraction
{
    private const int Levels = 256;

    private static ReadOnlySpan<byte> Color => [10, 20, 30, 255];

    public static string Add(ExportGraph graph, ExportStep step, ImagePixelExtractingTransformer extractor, DataViewSchema.Column column, string picture)
    {
        IDataView made = extractor.Transform(Probes(step.SourcesOf(column)[0].Name));
        DataViewSchema.Column probe = made.Schema[column.Name];
        List<Array> seen = [];
        using (DataViewRowCursor cursor = made.GetRowCursor([probe]))
        {
            Func<Array> read = SampleReader.Of(cursor, probe);
            while (cursor.MoveNext())
                seen.Add(read());
        }

        object[] levels = [.. seen.Take(Levels).Select(values => values.GetValue(0)!)];
        long[] channels = [.. seen[Levels].Cast<object>().Select(value => (long)Color.IndexOf((byte)Array.IndexOf(levels, value)))];
        if (channels.Any(channel => channel is < 0 or > 2))
            throw ExportSteps.Refused(step, "it extracts transparency, and the file takes pictures of red, green and blue");
        string pixels = graph.Add("Gather", [picture, graph.List(channels)], node => node.With("axis", 3L));
        if (((VectorDataViewType)probe.Type).Dimensions[0] > 1)
            pixels = graph.Add("Transpose", [pixels], node => node.With("perm", [0L, 3, 1, 2]));
        if (levels[0] is byte)
            return pixels;
        float[] table = [.. levels.Cast<float>()];
        return graph.Add("Gather", [graph.Constant(table, Levels), graph.Cast(pixels, TensorElementType.Int32)]);
    }

    private static TableView Probes(string name)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(name, new ImageDataViewType(1, 1));
        return new TableView(builder.ToSchema(), Levels + 1, false, row => (ValueGetter<MLImage>)((ref MLImage value) =>
        {
            value?.Dispose();
            byte level = (byte)row();
            value = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, row() < Levels ? [level, level, level, 255] : Color);
        }));
    }
}
