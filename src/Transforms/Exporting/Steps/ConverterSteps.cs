using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>ML.NET's steps and trainers as ML.NET's converter writes them, put into the graph one at a time.</summary>
internal static class ConverterSteps
{
    /// <summary>Adds a step.</summary>
    /// <returns>The values of its needed columns, in their order.</returns>
    /// <exception cref="DeepLearningException">The converter cannot write it.</exception>
    public static IReadOnlyList<string> Add(MLContext mlContext, ExportGraph graph, ExportStep step, IReadOnlyDictionary<string, GraphColumn> columns)
    {
        IReadOnlyList<DataViewSchema.Column> sources = step.SourcesOf(step.Outputs);
        ModelProto model = Convert(mlContext, step, sources);
        GraphProto converted = model.Graph;

        // It gives each column under a name of its own, and leaves out without a word what it cannot write.
        string[] outputs = [.. step.Outputs.Select(column => converted.Output.FirstOrDefault(output => output.Name == $"{column.Name}.output")?.Name
            ?? throw ExportSteps.Refused(step, $"ML.NET's converter to ONNX leaves out '{column.Name}'"))];
        HashSet<string> names = [.. converted.Input.Select(input => input.Name)];
        if (converted.Node.All(node => node.OpType == "Identity" && names.Contains(node.Input[0])))
            throw ExportSteps.Refused(step, "ML.NET's converter to ONNX does not know it");
        var parts = new ModelParts(
            model, converted, [.. converted.Node.Select(node => new NetworkNode(node))],
            [.. converted.Initializer.Where(tensor => tensor.DataType != (int)TensorElementType.String).Select(tensor => TensorDecoder.Decode(tensor, null, $"initializer '{tensor.Name}'"))]);
        foreach (string slot in converted.Initializer.Where(tensor => tensor.DataType == (int)TensorElementType.String).Select(tensor => tensor.Name))
        {
            // Names of slots hang on a constant that no column depends on.
            parts = parts with { Nodes = [.. parts.Nodes.Where(node => !node.Inputs.Contains(slot))] };
        }

        int opset = (int)model.OpsetImport.First(imported => imported.Domain is "" or "ai.onnx").Version;
        string[] inputs = [.. sources.Select(source => Flat(graph, columns[source.Name]))];
        return graph.Inline(parts, opset, [.. sources.Select(source => source.Name)], inputs, outputs);
    }

    private static string Flat(ExportGraph graph, GraphColumn column) => column.Dimensions.Count == 1 ? column.Value : graph.Shape(column.Value, [column.Size]);

    private static ModelProto Convert(MLContext mlContext, ExportStep step, IReadOnlyList<DataViewSchema.Column> sources)
    {
        // Of the columns before the step only those that it reads, as plain vectors, and without rows.
        var builder = new DataViewSchema.Builder();
        foreach (DataViewSchema.Column source in sources)
        {
            builder.AddColumn(source.Name, source.Type is VectorDataViewType { IsKnownSize: true } vector
                ? new VectorDataViewType(vector.ItemType, vector.Size) : source.Type, source.Annotations);
        }

        using var stream = new MemoryStream();
        try
        {
            var empty = new TableView(builder.ToSchema(), 0, false, [.. sources.Select(_ => (Func<Func<long>, Delegate>)(_ => throw new InvalidOperationException("There are no rows.")))]);
            mlContext.Model.ConvertToOnnx(step.Part, empty, stream, [.. step.Outputs.Select(column => column.Name)]);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or NotSupportedException or FormatException or NullReferenceException)
        {
            throw ExportSteps.Refused(step, $"ML.NET's converter to ONNX says: {error.Message.Split('\n')[0].Trim().TrimEnd('.')}", error);
        }

        return ModelProto.Parser.ParseFrom(stream.ToArray());
    }
}
