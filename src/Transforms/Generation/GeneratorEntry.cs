using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>A <see cref="GeneratorTransformer"/>'s entries in an ML.NET model file.</summary>
internal static class GeneratorEntry
{
    /// <summary>The name under which the loader is registered.</summary>
    public const string LoaderSignature = "MlNetDeepGenerator";

    private const string ModelSignature = "MLNDGENR";
    private const string DiscriminatorEntry = "Discriminator.onnx";

    public static void Save(GeneratorTransformer transformer, ModelSaveContext context)
    {
        List<(string, Network)> networks = [(NetworkArchive.NetworkEntry, transformer.Generator)];
        if (transformer.Discriminator is { } discriminator)
            networks.Add((DiscriminatorEntry, discriminator));
        NetworkArchive.Save(
            context, ModelSignature, LoaderSignature, networks, saved => GeneratorHeader.Of(transformer, saved).ToJson());
    }

    /// <summary>The loader: ML.NET calls it with its <c>ModelLoadContext</c>.</summary>
    /// <exception cref="ModelFileException">An entry is missing, truncated or altered.</exception>
    public static ITransformer Load(IHostEnvironment environment, object context)
    {
        GeneratorHeader header = NetworkArchive.ReadHeader(context, static json => GeneratorHeader.FromJson(json));
        Network generator = NetworkArchive.ReadNetwork(context, header.NetworkLength, header.NetworkSha256);
        Network? discriminator = header.DiscriminatorSha256 is { } sha256
            ? NetworkArchive.ReadNetwork(context, header.DiscriminatorLength, sha256, DiscriminatorEntry)
            : null;
        try
        {
            return new GeneratorTransformer(environment, generator, header.ToOptions(), header.ToHistory(), discriminator);
        }
        catch (Exception error) when (error is OptionsException or FormatException or OverflowException)
        {
            throw NetworkArchive.Damaged(NetworkArchive.HeaderEntry, error.Message, error);
        }
    }
}
