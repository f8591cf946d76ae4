using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>A <see cref="ConvNetTransformer"/>'s entries in an ML.NET model file.</summary>
internal static class ModelEntry
{
    /// <summary>The name under which the loader is registered.</summary>
    public const string LoaderSignature = "MlNetDeepConvNet";

    private const string ModelSignature = "MLNDCNET";

    public static void Save(ConvNetTransformer transformer, ModelSaveContext context) => NetworkArchive.Save(
        context, ModelSignature, LoaderSignature, transformer.Network,
        (length, sha256) => ModelHeader.Of(transformer, length, sha256).ToJson());

    /// <summary>The loader: ML.NET calls it with its <c>ModelLoadContext</c>.</summary>
    /// <exception cref="ModelFileException">An entry is missing, truncated or altered.</exception>
    public static ITransformer Load(IHostEnvironment environment, object context)
    {
        ModelHeader header = NetworkArchive.ReadHeader(context, static json => ModelHeader.FromJson(json));
        Network network = NetworkArchive.ReadNetwork(context, header.NetworkLength, header.NetworkSha256);
        try
        {
            return new ConvNetTransformer(environment, network, header.ToOptions(), header.ToHistory());
        }
        catch (Exception error) when (error is OptionsException or FormatException or OverflowException)
        {
            throw NetworkArchive.Damaged(NetworkArchive.HeaderEntry, error.Message, error);
        }
    }
}
