using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetDeep.ModelZoo;

/// <summary>Reads and writes the metadata entries that are JSON.</summary>
internal static class MetadataJson
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string WriteStrings(IEnumerable<string> values) => JsonSerializer.Serialize(values.ToArray(), _options);

    public static string WritePreprocessing(ImagePreprocessing value) => JsonSerializer.Serialize(value, _options);

    public static string WriteGenerator(GeneratorLayout value) => JsonSerializer.Serialize(value, _options);

    public static IReadOnlyList<string> ReadStrings(string key, string json)
    {
        var values = Read<string[]>(key, json, "a JSON array of strings");
        return Array.TrueForAll(values, v => v is not null)
            ? Array.AsReadOnly(values)
            : throw new NetworkFormatException($"The metadata entry '{key}' holds a null where a string is expected.");
    }

    public static ImagePreprocessing ReadPreprocessing(string key, string json)
    {
        var value = Read<ImagePreprocessing>(key, json, "a JSON object that describes image preprocessing");
        return value.FindProblem() is { } problem
            ? throw new NetworkFormatException($"The metadata entry '{key}' is not usable: {problem}")
            : value;
    }

    public static GeneratorLayout ReadGenerator(string key, string json)
    {
        var value = Read<GeneratorLayout>(key, json, "a JSON object with the numbers of latents and classes");
        return value.FindProblem() is { } problem
            ? throw new NetworkFormatException($"The metadata entry '{key}' is not usable: {problem}")
            : value;
    }

    private static T Read<T>(string key, string json, string expected)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, _options)
                ?? throw new NetworkFormatException($"The metadata entry '{key}' is null; expected {expected}.");
        }
        catch (JsonException e)
        {
            throw new NetworkFormatException(
                $"The metadata entry '{key}' is not {expected}: {e.Message}", e);
        }
    }
}
