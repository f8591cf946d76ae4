using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>Writes the steps of a plan into a graph, one after the other.</summary>
internal static class ExportSteps
{
    /// <summary>The name of the input for pictures, unless another one is given.</summary>
    public const string PictureName = "image";

    /// <summary>Writes all steps.</summary>
    /// <param name="mlContext">The context of the model.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="options">Names, labels and batch.</param>
    /// <param name="finish">Brings a network into the precision that is asked for.</param>
    /// <exception cref="DeepLearningException">A step cannot be written.</exception>
    public static void Write(MLContext mlContext, ExportPlan plan, ExportGraph graph, OnnxExportOptions options, Func<ExportStep, Network, Network> finish)
    {
        var columns = new Dictionary<string, GraphColumn>(StringComparer.Ordinal);
        Dictionary<ExportInput, string> names = NamesOf(plan, options);
        string[] taken = [.. names.Values, .. plan.Outputs.Select(column => NameOf(plan, column.Name, options))];
        foreach (string name in taken)
        {
            if (!graph.Reserve(name))
            {
                throw new DeepLearningException(
                    $"Two inputs or outputs of the file would be named '{name}' ({string.Join(", ", taken)}). Give one of them another name with {nameof(OnnxExportOptions.TensorNames)}.");
            }
        }

        HashSet<ExportInput> added = [];
        foreach (ExportStep step in plan.Steps)
        {
            foreach (ExportInput input in plan.Inputs.Where(input => input.Index <= step.Index && added.Add(input)))
                AddInput(input);
            if (step.Part is ColumnCopyingTransformer or ColumnSelectingTransformer)
            {
                foreach ((DataViewSchema.Column made, GraphColumn source) in step.Outputs.Select(made => (made, columns[step.SourcesOf(made)[0].Name])).ToArray())
                    columns[made.Name] = source;
                continue;
            }

            IReadOnlyList<string> values = Add(mlContext, graph, step, columns, finish);
            for (int i = 0; i < values.Count; i++)
            {
                GraphColumn column = GraphColumn.Of(step.Outputs[i].Type, values[i]) ?? throw Refused(step, $"a tensor does not hold {step.Outputs[i].Type}");
                columns[step.Outputs[i].Name] = column with { Value = graph.Shape(column.Value, column.Dimensions.Select(size => size ?? -1)) };
            }
        }

        foreach (ExportInput input in plan.Inputs.Where(added.Add))
            AddInput(input);
        foreach (DataViewSchema.Column column in plan.Outputs)
        {
            GraphColumn output = columns[column.Name];
            if (options.Labels == OnnxLabels.Text && column.Type is KeyDataViewType && ClassLabels.FromColumn(column) is { IsNamed: true } classes)
                output = output with { Value = LabelGraph.Names(graph, output.Value, classes.Texts), Type = TensorElementType.String };
            graph.Output(output.Value, NameOf(plan, column.Name, options), output.Type, [options.Batch, .. output.Dimensions]);
        }

        void AddInput(ExportInput input)
        {
            // What is prepared may have any size, whatever the column's type says; what is only extracted must have that size.
            bool isExtracted = plan.Steps.Any(step => step.Part is ImagePixelExtractingTransformer && step.SourcesOf(step.Outputs).Any(source => source.Name == input.Column.Name));
            GraphColumn column = (input.IsPicture && !isExtracted
                ? new GraphColumn(names[input], TensorElementType.UInt8, [null, null, 3])
                : GraphColumn.Of(input.Column.Type, names[input])) ?? throw new DeepLearningException(
                    $"Column '{input.Column.Name}' has type {input.Column.Type}, which no input of an ONNX file holds.");
            graph.Input(column.Value, column.Type, [options.Batch, .. column.Dimensions]);
            columns[input.Column.Name] = column;
        }
    }

    /// <summary>The names of the file's inputs.</summary>
    public static Dictionary<ExportInput, string> NamesOf(ExportPlan plan, OnnxExportOptions options) => plan.Inputs.ToDictionary(
        input => input, input => input.IsPicture ? options.TensorNames.GetValueOrDefault(input.Column.Name, PictureName)
            : plan.Outputs.Any(output => output.Name == input.Column.Name) ? input.Column.Name : options.TensorNames.GetValueOrDefault(input.Column.Name, input.Column.Name));

    /// <summary>The name of the output that a column becomes: its own, with a suffix where it replaces a column that comes in.</summary>
    public static string NameOf(ExportPlan plan, string column, OnnxExportOptions options) => options.TensorNames.GetValueOrDefault(
        column, plan.Inputs.Any(input => !input.IsPicture && input.Column.Name == column) ? $"{column}.output" : column);

    /// <summary>The error of a step that cannot be written.</summary>
    public static DeepLearningException Refused(ExportStep step, string reason, Exception? cause = null) => new(
        $"{step} cannot be exported: {reason}. Leave it out of the pipeline and do it outside, or export the network alone with {nameof(OnnxExportOptions.Form)} = {nameof(OnnxForm.Network)}.", cause);

    private static IReadOnlyList<string> Add(MLContext mlContext, ExportGraph graph, ExportStep step, Dictionary<string, GraphColumn> columns, Func<ExportStep, Network, Network> finish)
    {
        switch (step.Part)
        {
            case ImagePreparingTransformer preparing:
                return [ImagePreparationGraph.Add(graph, columns[preparing.Options.InputColumnName].Value, preparing.Options)];
            case ImageResizingTransformer:
                throw Refused(step, "its resampling is SkiaSharp's, which no operator of ONNX repeats; mlContext.DeepLearning.PrepareImages resizes in a way that can be written");
            case GeneratorTransformer or VaeTransformer:
                throw Refused(step, "its input is drawn or encoded row by row");
        }

        if (NetworkSteps.ScoredBy(step.Part) is not null)
            return new NetworkSteps(graph, finish).Add(step, columns);
        if (step.Part is RowTransformer || !step.Part.GetType().Assembly.GetName().Name!.StartsWith("Microsoft.ML", StringComparison.Ordinal))
            throw Refused(step, "it is neither a step of ML.NET nor a network, and has no form in ONNX");
        if (step.SourcesOf(step.Outputs).FirstOrDefault(source => source.Type is ImageDataViewType) is { Name: not null } image && step.Part is not ImagePixelExtractingTransformer)
            throw Refused(step, $"it works on the images of column '{image.Name}'");
        return StockSteps.Add(graph, step, columns) ?? ConverterSteps.Add(mlContext, graph, step, columns);
    }
}
