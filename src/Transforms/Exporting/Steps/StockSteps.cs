using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>ML.NET's own steps that are written here; what else it has is left to its converter, see <see cref="ConverterSteps"/>.</summary>
internal static class StockSteps
{
    /// <summary>Adds a step.</summary>
    /// <returns>The values of its needed columns, in their order; null when the step is not one of these.</returns>
    public static IReadOnlyList<string>? Add(ExportGraph graph, ExportStep step, IReadOnlyDictionary<string, GraphColumn> columns) => step.Part switch
    {
        // In which order several are joined is not public.
        ColumnConcatenatingTransformer when step.SourcesOf(step.Outputs).Count == 1 => [.. step.Outputs.Select(_ => columns[step.SourcesOf(step.Outputs)[0].Name].Value)],
        KeyToValueMappingTransformer => [.. step.Outputs.Select(column => Values(graph, step, column, columns))],
        ImagePixelExtractingTransformer extractor => [.. step.Outputs.Select(column => PixelExtraction.Add(graph, step, extractor, column, columns[step.SourcesOf(column)[0].Name].Value))],
        _ => null,
    };

    private static string Values(ExportGraph graph, ExportStep step, DataViewSchema.Column column, IReadOnlyDictionary<string, GraphColumn> columns)
    {
        DataViewSchema.Column source = step.SourcesOf(column)[0];
        return source.Type is KeyDataViewType && GraphColumn.Of(column.Type, "") is { } target
            && LabelGraph.Values(graph, columns[source.Name].Value, ClassLabels.FromColumn(source), target.Type) is { } values
            ? values
            : throw ExportSteps.Refused(step, $"it makes {column.Type} of {source.Type}");
    }
}
