using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetDeep.Transforms;

/// <summary>The JSON text of the headers that our transformers save.</summary>
internal static class HeaderJson
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes a header; what is null is left out.</summary>
    public static byte[] Write<T>(T header) => JsonSerializer.SerializeToUtf8Bytes(header, s_json);

    /// <summary>Reads what <see cref="Write{T}"/> wrote; whoever asked checks the version.</summary>
    /// <exception cref="FormatException">The bytes are not JSON of this header.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, s_json);
        }
        catch (JsonException error)
        {
            throw new FormatException($"its header is not JSON ({error.Message})", error);
        }
    }
}
