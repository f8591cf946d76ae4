using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MlNetDeep;

/// <summary>Reads and writes the metadata entries that are JSON.</summary>
internal static class MetadataJson
{
    // Names in other scripts stay readable; what is written is never part of a web page.
    private static readonly MetadataJsonContext _context = new(new JsonSerializerOptions(MetadataJsonContext.Default.Options)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string WriteStrings(IEnumerable<string> values) => JsonSerializer.Serialize(values.ToArray(), _context.StringArray);

    public static string WritePreprocessing(ImagePreprocessing value) =>
        JsonSerializer.Serialize(value, _context.ImagePreprocessing);

    public static string WriteGenerator(GeneratorLayout value) => JsonSerializer.Serialize(value, _context.GeneratorLayout);

    public static IReadOnlyList<string> ReadStrings(string key, string json)
    {
        var values = Read(key, json, _context.StringArray, "a JSON array of strings");
        return Array.TrueForAll(values, v => v is not null)
            ? Array.AsReadOnly(values)
            : throw new NetworkFormatException($"The metadata entry '{key}' holds a null where a string is expected.");
    }

    public static ImagePreprocessing ReadPreprocessing(string key, string json)
    {
        var value = Read(key, json, _context.ImagePreprocessing, "a JSON object that describes image preprocessing");
        return value.FindProblem() is { } problem
            ? throw new NetworkFormatException($"The metadata entry '{key}' is not usable: {problem}")
            : value;
    }

    public static GeneratorLayout ReadGenerator(string key, string json)
    {
        var value = Read(key, json, _context.GeneratorLayout, "a JSON object with the numbers of latents and classes");
        return value.FindProblem() is { } problem
            ? throw new NetworkFormatException($"The metadata entry '{key}' is not usable: {problem}")
            : value;
    }

    private static T Read<T>(string key, string json, JsonTypeInfo<T> type, string expected)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type)
                ?? throw new NetworkFormatException($"The metadata entry '{key}' is null; expected {expected}.");
        }
        catch (JsonException e)
        {
            throw new NetworkFormatException(
                $"The metadata entry '{key}' is not {expected}: {e.Message}", e);
        }
    }
}

/// <summary>The code that reads and writes the entries, made by the compiler so that trimmed apps can use it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CamelCaseEnumConverter<ColorOrder>), typeof(CamelCaseEnumConverter<ImageFit>), typeof(CamelCaseEnumConverter<PixelLayout>)])]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(ImagePreprocessing))]
[JsonSerializable(typeof(GeneratorLayout))]
internal sealed partial class MetadataJsonContext : JsonSerializerContext;

/// <summary>Names of an enumeration as they stand in metadata: rgb, bgr, gray for example.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
