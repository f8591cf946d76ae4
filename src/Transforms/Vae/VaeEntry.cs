using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>A <see cref="VaeTransformer"/>'s entries in an ML.NET model file.</summary>
internal static class VaeEntry
{
    /// <summary>The name under which the loader is registered.</summary>
    public const string LoaderSignature = "MlNetDeepVae";

    private const string ModelSignature = "MLNDVAE ";
    private const string EncoderEntry = "Encoder.onnx";
    private const string DecoderEntry = "Decoder.onnx";

    public static void Save(VaeTransformer transformer, ModelSaveContext context) => NetworkArchive.Save(
        context, ModelSignature, LoaderSignature,
        [(EncoderEntry, transformer.Encoder), (DecoderEntry, transformer.Decoder)],
        saved => VaeHeader.Of(transformer, saved).ToJson());

    /// <summary>The loader: ML.NET calls it with its <c>ModelLoadContext</c>.</summary>
    /// <exception cref="ModelFileException">An entry is missing, truncated or altered.</exception>
    public static ITransformer Load(IHostEnvironment environment, object context)
    {
        VaeHeader header = NetworkArchive.ReadHeader(context, static json => VaeHeader.FromJson(json));
        Network encoder = NetworkArchive.ReadNetwork(context, header.EncoderLength, header.EncoderSha256, EncoderEntry);
        Network decoder = NetworkArchive.ReadNetwork(context, header.DecoderLength, header.DecoderSha256, DecoderEntry);
        try
        {
            return new VaeTransformer(environment, encoder, decoder, header.ToOptions(), header.ToHistory());
        }
        catch (Exception error) when (error is OptionsException or FormatException)
        {
            throw NetworkArchive.Damaged(NetworkArchive.HeaderEntry, error.Message, error);
        }
    }
}
