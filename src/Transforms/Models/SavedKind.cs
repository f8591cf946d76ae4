using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>
/// A kind of transformer in a model file. All have one form: <c>Model.key</c>, ML.NET's header followed by the length and
/// the bytes of a <see cref="SavedHeader"/> as JSON, and an entry for each network.
/// </summary>
internal abstract class SavedKind(string name)
{
    /// <summary>What the header calls the kind.</summary>
    public string Name { get; } = name;

    /// <summary>Makes the transformer of what was saved.</summary>
    /// <exception cref="ModelFileException">An entry is missing, truncated or altered.</exception>
    public abstract ITransformer Load(IHostEnvironment environment, SavedParts parts);
}

/// <summary>A kind of transformer whose options are a <typeparamref name="TOptions"/>.</summary>
/// <param name="name">What the header calls the kind.</param>
/// <param name="json">How its options are written.</param>
/// <param name="create">Makes the transformer of options and the other parts.</param>
internal sealed class SavedKind<TOptions>(
    string name, JsonTypeInfo<TOptions> json, Func<IHostEnvironment, TOptions, SavedParts, ITransformer> create) : SavedKind(name)
    where TOptions : class
{
    /// <summary>Saves a transformer of one or more networks.</summary>
    public void Save(
        ModelSaveContext context, TOptions options, TrainingHistory? history, params IEnumerable<(string Entry, Network Network)> networks) =>
        SaveBytes(context, options, history, networks.Select(part => (part.Entry, part.Network.ToBytes())));

    /// <summary>Saves a transformer.</summary>
    /// <param name="context">The entry that is being saved.</param>
    /// <param name="options">The transformer's options.</param>
    /// <param name="history">Its training history, if there is one.</param>
    /// <param name="parts">The names and the bytes of the entries beside the header.</param>
    public void SaveBytes(
        ModelSaveContext context, TOptions options, TrainingHistory? history, IEnumerable<(string Entry, byte[] Bytes)> parts)
    {
        (string Entry, byte[] Bytes)[] written = [.. parts];
        var header = new SavedHeader(
            SavedHeader.CurrentVersion, Name, JsonSerializer.SerializeToElement(options, json),
            [.. written.Select(part => new SavedPart(part.Entry, part.Bytes.Length, Convert.ToHexString(SHA256.HashData(part.Bytes))))], history);
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header, SavedJson.Default.SavedHeader);

        // The simple name only: a newer version of the assembly reads what an older one wrote.
        MlNetInternals.SetVersionInfo(
            context, LoaderRegistry.ModelSignature, LoaderRegistry.LoaderSignature, typeof(SavedKind).Assembly.GetName().Name!);
        BinaryWriter writer = MlNetInternals.Writer(context);
        writer.Write(text.Length);
        writer.Write(text);
        foreach ((string entry, byte[] bytes) in written)
            MlNetInternals.SaveBinaryStream(context, entry, stream => stream.Write(bytes));
    }

    public override ITransformer Load(IHostEnvironment environment, SavedParts parts)
    {
        try
        {
            TOptions options = parts.Header.Options.Deserialize(json) ?? throw new JsonException("it has no options");
            return create(environment, options, parts);
        }
        catch (Exception error) when (error is JsonException or OptionsException or ArgumentException)
        {
            throw SavedParts.Damaged(SavedParts.HeaderEntry, error.Message, error);
        }
    }
}
