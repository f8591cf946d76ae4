using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Transforms;

namespace MlNetDeep;

/// <summary>The network alone.</summary>
internal static class NetworkForm
{
    public static ExportedFile Make(MLContext mlContext, IReadOnlyList<ITransformer> parts, DataViewSchema schema, OnnxExportOptions options)
    {
        Network[] networks = [.. parts.SelectMany(NetworksOf)];
        if (networks.Length != 1)
        {
            throw new DeepLearningException(
                $"The model holds {networks.Length} networks among its {parts.Count} transformers "
                + $"({string.Join(", ", parts.Select(part => part.GetType().Name))}); exactly one can be exported. "
                + (networks.Length == 0
                    ? "Append a trainer of mlContext.DeepLearning to the pipeline."
                    : parts.Any(part => part is VaeTransformer)
                        ? "A variational autoencoder has two: save its Encoder and its Decoder with Network.Save."
                        : "Export each of them by itself."));
        }

        ExportPlan plan = ExportPlan.Of(parts, schema, null);
        ExportStep holder = plan.Steps.First(step => NetworksOf(step.Part).Length > 0);
        ExportStep[] dropped = [.. plan.Steps.Where(step => step.Index != holder.Index && !IsCarried(step, holder.Index))];
        if (dropped.Length > 0)
        {
            throw new DeepLearningException(
                $"A file with the network alone would score wrongly without {string.Join(" and ", dropped.Select(step => step.ToString()))}. "
                + $"Export the whole pipeline, with {nameof(OnnxExportOptions.Form)} = {nameof(OnnxForm.Pipeline)}; or export the network alone on purpose, "
                + "with Network.Save, and do these steps yourself wherever the file is used.");
        }

        // A network that was not trained on these images still goes out with what they were prepared for.
        Network whole = holder.Part is ConvNetTransformer scorer
            ? RecordedPreprocessing.Adopt(holder.Input, scorer.Options.InputColumnName, networks[0], out _)
            : networks[0];
        Network network = NetworkPrecision.Of(mlContext, plan, options)(holder, whole);
        return new ExportedFile(
            Written(network, options).Parts,
            (context, data, count) => Samples(context, holder, plan, whole, data, count));
    }

    private static Network Written(Network network, OnnxExportOptions options)
    {
        string[] names = [.. network.Inputs.Concat(network.Outputs).Select(value => value.Name)];
        if (options.TensorNames.Keys.FirstOrDefault(name => !names.Contains(name)) is { } stranger)
            throw new OptionsException([$"TensorNames has '{stranger}', which is no input or output of the network{NearestName.Suggest(stranger, names)}."]);
        foreach ((string key, string value) in ExportMetadata.Of(options))
            network = network.WithMetadata(key, value);
        if (options.Opset is null && options.Batch is null && options.Description is null && options.TensorNames.Count == 0)
            return network;
        int opset = options.Opset ?? Math.Max(OnnxExportOptions.OldestOpset, network.OpsetVersion);
        return ExportGraph.Rewrite(network, opset, Name, options.Batch, options.Description);

        string Name(string value) => options.TensorNames.GetValueOrDefault(value, value);
    }

    // What the metadata say (preparation, names of classes), and what only moves values.
    private static bool IsCarried(ExportStep step, int network) => step.Part switch
    {
        ImagePreparingTransformer or ColumnCopyingTransformer or ColumnSelectingTransformer => true,
        ColumnConcatenatingTransformer => step.SourcesOf(step.Outputs).Count == 1,
        KeyToValueMappingTransformer => step.Index > network,
        _ => false,
    };

    private static Network[] NetworksOf(ITransformer part) => part switch
    {
        ConvNetTransformer scorer => [scorer.Network],
        NetworkTransformer any => [any.Network],
        NetworkFeaturizingTransformer featurizer => [featurizer.Network],
        GeneratorTransformer generator => [generator.Generator],
        VaeTransformer vae => [vae.Encoder, vae.Decoder],
        _ => [],
    };

    /// <summary>What the network is given and gives; only for transformers that read its inputs from columns as they are.</summary>
    private static IEnumerable<SampleRow> Samples(MLContext mlContext, ExportStep holder, ExportPlan plan, Network network, IDataView data, long count)
    {
        if (holder.Part is not (ConvNetTransformer or NetworkTransformer or NetworkFeaturizingTransformer)
            || network.Inputs.Concat(network.Outputs).Any(value => value.ElementType != TensorElementType.Float))
        {
            yield break;
        }

        using InferenceSession session = SessionFactory.Create(network, 0);
        using var run = new FileRun(
            session, (int)(network.Inputs[0].Shape[0] ?? 1), network.Inputs.Select(input => input.Name), network.Outputs.Select(output => output.Name));
        foreach (SampleValue[] row in NetworkRows.Read(mlContext, plan, holder, network, data, count))
            yield return new SampleRow(row, run.Run(row));
    }
}
