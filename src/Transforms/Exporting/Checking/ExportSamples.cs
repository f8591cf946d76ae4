using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDeep;

/// <summary>A value that a file takes or gives for one row.</summary>
/// <param name="Values">The values; of a picture, its bytes.</param>
/// <param name="Dimensions">The dimensions of the row.</param>
internal readonly record struct SampleValue(Array Values, long[] Dimensions);

/// <summary>A row as the file's inputs, and what the model makes of it.</summary>
internal sealed record SampleRow(IReadOnlyList<SampleValue> Inputs, IReadOnlyList<Array> Expected);

/// <summary>Rows through the model, with what goes in and what comes out read side by side, so that rows that are skipped do no harm.</summary>
internal static class ExportSamples
{
    /// <summary>Reads rows, one after the other.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="plan">What is exported.</param>
    /// <param name="data">The data that the model takes.</param>
    /// <param name="count">The most rows.</param>
    /// <param name="extra">A further column of the result, a label for example, read behind the outputs; null for none.</param>
    public static IEnumerable<SampleRow> Read(MLContext mlContext, ExportPlan plan, IDataView data, long count, string? extra = null)
    {
        IDataView view = mlContext.Data.TakeRows(data, count);
        string[] kept = [.. plan.Inputs.Select((_, i) => $"MlNetDeep.input{i}")];
        for (int part = 0; part <= plan.Parts.Count; part++)
        {
            for (int i = 0; i < kept.Length; i++)
            {
                if (plan.Inputs[i].Index == part)
                    view = mlContext.Transforms.CopyColumns(kept[i], plan.Inputs[i].Column.Name).Fit(view).Transform(view);
            }

            // What only drops columns may drop those that are compared.
            if (part < plan.Parts.Count && plan.Parts[part] is not ColumnSelectingTransformer)
                view = plan.Parts[part].Transform(view);
        }

        DataViewSchema schema = view.Schema;
        string[] results = [.. plan.Outputs.Select(column => column.Name), .. extra is null ? [] : (string[])[extra]];
        using DataViewRowCursor cursor = view.GetRowCursor(kept.Concat(results).Select(name => schema[name]));
        Func<SampleValue>[] inputs = [.. plan.Inputs.Select((input, i) => InputOf(cursor, schema[kept[i]], input))];
        Func<Array>[] outputs = [.. results.Select(name => SampleReader.Of(cursor, schema[name]))];
        while (cursor.MoveNext())
            yield return new SampleRow([.. inputs.Select(read => read())], [.. outputs.Select(read => read())]);
    }

    private static Func<SampleValue> InputOf(DataViewRow row, DataViewSchema.Column column, ExportInput input)
    {
        if (!input.IsPicture)
        {
            Func<Array> values = SampleReader.Of(row, column);
            long[] dimensions = [.. GraphColumn.Of(column.Type, "")!.Dimensions.Select(size => size!.Value)];
            return () => new SampleValue(values(), dimensions);
        }

        Func<RawPicture> picture = SampleReader.Pictures(row, column, input);
        return () =>
        {
            RawPicture raw = picture();
            return new SampleValue(raw.Pixels, [raw.Height, raw.Width, 3]);
        };
    }
}
