using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>The whole pipeline as one graph.</summary>
internal static class PipelineForm
{
    /// <summary>The metadata entry that says how pictures are prepared inside; <c>preprocessing</c> would have it done twice.</summary>
    private const string Prepared = "prepared";

    public static ExportedFile Make(MLContext mlContext, ExportPlan plan, OnnxExportOptions options)
    {
        Network[] networks = [.. plan.Steps.Select(step => NetworkSteps.ScoredBy(step.Part)).OfType<Network>()];
        string[] columns = [.. plan.Inputs.Select(input => input.Column.Name), .. plan.Outputs.Select(output => output.Name)];
        if (options.TensorNames.Keys.FirstOrDefault(name => !columns.Contains(name)) is { } stranger)
            throw new OptionsException([$"TensorNames has '{stranger}', which is no column that goes in or comes out{NearestName.Suggest(stranger, columns)}."]);
        if (networks.FirstOrDefault(network => network.Inputs[0].Shape[0] is { } batch && batch != (options.Batch ?? 0)) is { } stiff)
        {
            throw new DeepLearningException(
                $"Network '{stiff.Name}' takes {stiff.Inputs[0].Shape[0]} rows at once and no other number; give {nameof(OnnxExportOptions.Batch)} = {stiff.Inputs[0].Shape[0]}.");
        }

        int opset = options.Opset ?? networks.Select(network => network.OpsetVersion).Append(OnnxExportOptions.OldestOpset).Max();
        var graph = new ExportGraph(opset);
        ExportSteps.Write(mlContext, plan, graph, options, NetworkPrecision.Of(mlContext, plan, options));
        var metadata = new Dictionary<string, string>();
        ClassLabels? classes = plan.Outputs.Where(column => column.Type is KeyDataViewType).Select(ClassLabels.FromColumn).FirstOrDefault(classes => classes.IsNamed);
        if ((classes?.Texts ?? networks.LastOrDefault()?.Labels) is { } labels)
            metadata[MetadataKeys.Labels] = MetadataJson.WriteStrings(labels);

        if (plan.Steps.Select(step => step.Part).OfType<ImagePreparingTransformer>().FirstOrDefault() is { } preparing)
            metadata[Prepared] = preparing.Options.Preprocessing!.ToJson();
        string name = networks.LastOrDefault()?.Name is { Length: > 0 } known ? known : "pipeline";
        return new ExportedFile(
            graph.Finish(name, options.Description, metadata.Concat(ExportMetadata.Of(options))),
            (context, rows, count) => ExportSamples.Read(context, plan, rows, count).Select(row => row with { Expected = WithLabels(plan, row.Expected, options) }))
        {
            Unneeded = [.. plan.Parts.Except(plan.Steps.Select(step => step.Part)).Where(part => part is not ImageLoadingTransformer)],
            Measure = options.Int8?.EvaluationData is null ? null : run => AccuracyCheck.Measure(mlContext, plan, run, options),
        };
    }

    /// <summary>What the model gives, in the form that the file gives it.</summary>
    private static IReadOnlyList<Array> WithLabels(ExportPlan plan, IReadOnlyList<Array> expected, OnnxExportOptions options) =>
    [
        .. expected.Select((values, i) => i < plan.Outputs.Count && options.Labels == OnnxLabels.Text && plan.Outputs[i].Type is KeyDataViewType
            && ClassLabels.FromColumn(plan.Outputs[i]) is { IsNamed: true } classes
            ? Array.ConvertAll((uint[])values, key => key == 0 ? "" : classes.Texts[(int)key - 1])
            : values),
    ];
}
