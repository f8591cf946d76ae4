using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>A <see cref="NetworkFeaturizingTransformer"/>'s entries in an ML.NET model file.</summary>
internal static class FeaturizerEntry
{
    /// <summary>The name under which the loader is registered.</summary>
    public const string LoaderSignature = "MlNetDeepFeaturizer";

    private const string ModelSignature = "MLNDFEAT";

    public static void Save(NetworkFeaturizingTransformer transformer, ModelSaveContext context) => NetworkArchive.Save(
        context, ModelSignature, LoaderSignature, transformer.Network,
        (length, sha256) => FeaturizerHeader.Of(transformer.Options, length, sha256).ToJson());

    /// <summary>The loader: ML.NET calls it with its <c>ModelLoadContext</c>.</summary>
    /// <exception cref="ModelFileException">An entry is missing, truncated or altered.</exception>
    public static ITransformer Load(IHostEnvironment environment, object context)
    {
        FeaturizerHeader header = NetworkArchive.ReadHeader(context, static json => FeaturizerHeader.FromJson(json));
        Network network = NetworkArchive.ReadNetwork(context, header.NetworkLength, header.NetworkSha256);
        try
        {
            return new NetworkFeaturizingTransformer(environment, network, header.ToOptions());
        }
        catch (Exception error) when (error is OptionsException or FormatException)
        {
            throw NetworkArchive.Damaged(NetworkArchive.HeaderEntry, error.Message, error);
        }
    }
}
