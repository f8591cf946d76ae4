using Microsoft.ML;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>Writes the network of a fitted pipeline as an ONNX file.</summary>
internal static class OnnxExport
{
    public static void Write(ITransformer model, DataViewSchema inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        ArgumentException.ThrowIfNullOrEmpty(path);
        IReadOnlyList<ITransformer> parts = PartsOf(model);
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
        model.GetOutputSchema(inputSchema);
        networks[0].Save(path);
    }

    /// <summary>The transformers of a model, chains taken apart.</summary>
    public static IReadOnlyList<ITransformer> PartsOf(ITransformer model)
    {
        List<ITransformer> parts = [];
        Flatten(model, parts);
        return parts;
    }

    private static Network[] NetworksOf(ITransformer part) => part switch
    {
        ConvNetTransformer scorer => [scorer.Network],
        GeneratorTransformer generator => [generator.Generator],
        VaeTransformer vae => [vae.Encoder, vae.Decoder],
        _ => [],
    };

    private static void Flatten(ITransformer model, List<ITransformer> parts)
    {
        if (model is not IEnumerable<ITransformer> chain)
        {
            parts.Add(model);
            return;
        }

        foreach (ITransformer part in chain)
            Flatten(part, parts);
    }
}
