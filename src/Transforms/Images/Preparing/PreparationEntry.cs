using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>The transformer's entry in an ML.NET model file: ML.NET's header, the length and the bytes of a JSON text.</summary>
internal static class PreparationEntry
{
    /// <summary>The name under which the loader is registered.</summary>
    public const string LoaderSignature = "MlNetDeepImages";

    private const string ModelSignature = "MLNDIMGS";
    private const string Entry = "Model.key";
    private const int CurrentVersion = 2;
    private const int MaxLength = 1 << 20;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    public static void Save(ImagePreparingTransformer transformer, ModelSaveContext context)
    {
        MlNetInternals.SetVersionInfo(context, ModelSignature, LoaderSignature, typeof(PreparationEntry).Assembly.GetName().Name!);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(new Header(CurrentVersion, transformer.Options), s_json);
        BinaryWriter writer = MlNetInternals.Writer(context);
        writer.Write(json.Length);
        writer.Write(json);
    }

    /// <summary>The loader: ML.NET calls it with its <c>ModelLoadContext</c>.</summary>
    /// <exception cref="ModelFileException">The entry is truncated or altered.</exception>
    public static ITransformer Load(IHostEnvironment environment, object context)
    {
        try
        {
            BinaryReader reader = MlNetInternals.Reader(context);
            int length = reader.ReadInt32();
            if (length is < 2 or > MaxLength || length > reader.BaseStream.Length - reader.BaseStream.Position)
                throw Damaged($"its header says {length} bytes of JSON");
            Header? header = JsonSerializer.Deserialize<Header>(reader.ReadBytes(length), s_json);
            if (header?.Options is null)
                throw Damaged("it has no options");
            if (header.Version != CurrentVersion)
                throw Damaged($"it has version {header.Version}; this MlNetDeep reads {CurrentVersion}");
            return new ImagePreparingTransformer(environment, header.Options);
        }
        catch (Exception error) when (error is EndOfStreamException or JsonException or OptionsException or NotSupportedException)
        {
            throw Damaged(error.Message, error);
        }
    }

    private static ModelFileException Damaged(string what, Exception? cause = null) => new(Entry,
        $"Entry '{Entry}' of image preparation cannot be used: {what}. The file is truncated, was altered, or was written by "
        + "another program; save the model again.", cause);

    private sealed record Header(int Version, PrepareImagesOptions? Options);
}
