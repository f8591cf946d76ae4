using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetDeep;

/// <summary>Classes in a saved model: their number, and the type and the texts of their values when they have names.</summary>
internal sealed record SavedClasses(int Count, string? Type = null, IReadOnlyList<string>? Values = null);

/// <summary>Writes and reads classes as <see cref="SavedClasses"/>.</summary>
internal sealed class ClassLabelsConverter : JsonConverter<ClassLabels>
{
    public override ClassLabels Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        SavedClasses? saved = JsonSerializer.Deserialize(ref reader, SavedJson.Default.SavedClasses);
        if (saved is not { Count: >= 1 and <= ClassLabels.MaxCount })
            throw new JsonException($"it has {saved?.Count ?? 0} classes");
        if (saved.Type is null)
            return ClassLabels.Unnamed(saved.Count);
        LabelType type = LabelType.ByName(saved.Type) ?? throw new JsonException($"the type '{saved.Type}' of its classes is unknown");
        if (saved.Values is null || saved.Values.Count != saved.Count || saved.Values.Contains(null!))
            throw new JsonException($"it names {saved.Values?.Count ?? 0} of {saved.Count} classes");
        try
        {
            return type.Parse(saved.Values);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw new JsonException($"a class is not of type {saved.Type}: {error.Message}", error);
        }
    }

    public override void Write(Utf8JsonWriter writer, ClassLabels value, JsonSerializerOptions options) => JsonSerializer.Serialize(
        writer,
        value.IsNamed
            ? new SavedClasses(value.Count, LabelType.ByRawType(value.ItemType!.RawType)!.Name, value.Texts)
            : new SavedClasses(value.Count),
        SavedJson.Default.SavedClasses);
}
