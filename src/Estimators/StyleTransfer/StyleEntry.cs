using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>A <see cref="StyleTransferTransformer"/>'s entries in an ML.NET model file.</summary>
internal static class StyleEntry
{
    /// <summary>The name under which the loader is registered.</summary>
    public const string LoaderSignature = "MlNetDeepStyleTransfer";

    private const string ModelSignature = "MLNDSTYL";

    /// <summary>Makes the loader known to all contexts, those that are there and those to come, when this assembly is first used.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "An app that only loads a model has no other reason to call into this assembly first.")]
    internal static void Register() => LoaderRegistry.Add(typeof(StyleTransferTransformer), LoaderSignature, Load);

    public static void Save(StyleTransferTransformer transformer, ModelSaveContext context)
    {
        StyleModel model = transformer.Model;
        NetworkArchive.Save(
            context, ModelSignature, LoaderSignature, model.Network,
            (length, sha256) => StyleHeader.Of(transformer.Options, model, length, sha256).ToJson());
        for (int i = 0; i < model.Styles.Count; i++)
        {
            byte[] file = model.Styles[i].File;
            MlNetInternals.SaveBinaryStream(context, NameOf(i), writer => writer.Write(file));
        }
    }

    /// <summary>The loader: ML.NET calls it with its <c>ModelLoadContext</c>.</summary>
    /// <exception cref="ModelFileException">An entry is missing, truncated or altered.</exception>
    public static ITransformer Load(IHostEnvironment environment, object context)
    {
        StyleHeader header = NetworkArchive.ReadHeader(context, static json => StyleHeader.FromJson(json));
        Network network = NetworkArchive.ReadNetwork(context, header.NetworkLength, header.NetworkSha256);
        StyleSource[] styles = [.. header.Styles.Select((style, i) =>
            new StyleSource(style.Name, style.Share, NetworkArchive.ReadBytes(context, NameOf(i), style.Length, style.Sha256)))];
        try
        {
            StyleTransferOptions options = header.ToOptions(network, styles);
            return new StyleTransferTransformer(environment, options, StyleTransferCheck.Prepare(options));
        }
        catch (Exception error) when (error is OptionsException or ArgumentException)
        {
            throw NetworkArchive.Damaged(NetworkArchive.HeaderEntry, error.Message, error);
        }
    }

    private static string NameOf(int style) => string.Create(CultureInfo.InvariantCulture, $"Style{style}");
}
