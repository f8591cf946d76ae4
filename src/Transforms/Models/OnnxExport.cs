using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Writes the network of a fitted pipeline as an ONNX file.</summary>
internal static class OnnxExport
{
    public static void Write(ITransformer model, DataViewSchema inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        ArgumentException.ThrowIfNullOrEmpty(path);
        IReadOnlyList<ITransformer> parts = model.Parts();
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

        // The export says what the input is, so it must be one that these data can give.
        List<DataViewSchema> schemas = [inputSchema];
        foreach (ITransformer part in parts)
            schemas.Add(part.GetOutputSchema(schemas[^1]));
        int place = parts.TakeWhile(part => NetworksOf(part).Length == 0).Count();
        IReadOnlyList<string> dropped = DroppedSteps.Find(parts, place, schemas);
        if (dropped.Count > 0)
        {
            throw new DeepLearningException(
                $"An ONNX file holds the network alone; it would score wrongly without {string.Join(" and ", dropped)}. Prepare images "
                + "with mlContext.DeepLearning.PrepareImages, which the file records, and give numbers to the network as they are. "
                + "Or save the whole pipeline with SaveModel; or export the network alone on purpose, with Network.Save, and do "
                + "these steps yourself wherever the file is used.");
        }

        // A network that was not trained on these images still goes out with what they were prepared for.
        Network network = parts[place] is ConvNetTransformer scorer
            ? RecordedPreprocessing.Adopt(schemas[place], scorer.Options.InputColumnName, networks[0], out _)
            : networks[0];
        network.Save(path);
    }

    private static Network[] NetworksOf(ITransformer part) => part switch
    {
        ConvNetTransformer scorer => [scorer.Network],
        NetworkTransformer any => [any.Network],
        GeneratorTransformer generator => [generator.Generator],
        VaeTransformer vae => [vae.Encoder, vae.Decoder],
        _ => [],
    };
}
