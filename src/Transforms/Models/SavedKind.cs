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
        SaveParts(context, options, history, networks.Select(part => (part.Entry, (Action<Stream>)part.Network.Save)));

    /// <summary>Saves a transformer.</summary>
    /// <param name="context">The entry that is being saved.</param>
    /// <param name="options">The transformer's options.</param>
    /// <param name="history">Its training history, if there is one.</param>
    /// <param name="parts">The names of the entries beside the header, and what writes each of them; twice, so that nobody keeps their bytes.</param>
    public void SaveParts(
        ModelSaveContext context, TOptions options, TrainingHistory? history, IEnumerable<(string Entry, Action<Stream> Write)> parts)
    {
        (string Entry, Action<Stream> Write)[] written = [.. parts];
        var header = new SavedHeader(
            SavedHeader.CurrentVersion, Name, JsonSerializer.SerializeToElement(options, json),
            [.. written.Select(part => Describe(part.Entry, part.Write))], history);
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header, SavedJson.Default.SavedHeader);

        // The simple name only: a newer version of the assembly reads what an older one wrote.
        MlNetInternals.SetVersionInfo(
            context, LoaderRegistry.ModelSignature, LoaderRegistry.LoaderSignature, typeof(SavedKind).Assembly.GetName().Name!);
        BinaryWriter writer = MlNetInternals.Writer(context);
        writer.Write(text.Length);
        writer.Write(text);
        foreach ((string entry, Action<Stream> write) in written)
            MlNetInternals.SaveBinaryStream(context, entry, stream => write(stream.BaseStream));
    }

    private static SavedPart Describe(string entry, Action<Stream> write)
    {
        using var stream = new HashingStream();
        write(stream);
        return new SavedPart(entry, stream.Length, stream.Sha256);
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
