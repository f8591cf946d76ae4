using System.Text.Json;

namespace MlNetDeep;

/// <summary>Reads and checks the parts of a safetensors header.</summary>
internal static class SafetensorsHeader
{
    /// <summary>Type, shape and place of a tensor.</summary>
    public static (string Type, long[] Shape, long Begin, long End) ReadEntry(string name, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("dtype", out var type) || type.ValueKind != JsonValueKind.String
            || !entry.TryGetProperty("shape", out var shape)
            || !entry.TryGetProperty("data_offsets", out var offsets)
            || ReadNumbers(name, offsets) is not [var begin, var end])
        {
            throw new WeightFileException(
                $"Tensor '{name}' must have a dtype, a shape and two data_offsets, but its entry is {Shorten(entry)}.");
        }

        return (Text(() => type.GetString()!, $"the type of tensor '{name}'"), ReadNumbers(name, shape), begin, end);
    }

    /// <summary>Adds the free-form entries.</summary>
    public static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            WeightFileException.Throw($"The header's metadata must be an object of strings, but is {Shorten(element)}.");
        }

        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
            {
                WeightFileException.Throw($"The header's metadata '{property.Name}' must be a string.");
            }

            metadata[Text(() => property.Name, "the metadata")] = Text(() => property.Value.GetString()!, "the metadata");
        }
    }

    /// <summary>Tensors must lie side by side, without gaps and without sharing bytes, as the format says.</summary>
    public static void CheckPlaces(IReadOnlyList<(string Name, long Begin, long End)> places, long length)
    {
        long reached = 0;
        var last = "the beginning";
        foreach (var (name, begin, end) in places.OrderBy(p => p.Begin).ThenBy(p => p.End))
        {
            if (begin != reached)
            {
                WeightFileException.Throw(
                    $"Tensor '{name}' begins at byte {begin}, but {last} ends at {reached}: tensors must neither overlap "
                    + "nor leave gaps.");
            }

            (reached, last) = (end, $"tensor '{name}'");
        }

        if (reached != length)
        {
            WeightFileException.Throw(
                $"The tensors end at byte {reached}, but the file has {length} bytes of them; it is damaged or cut off.");
        }
    }

    /// <summary>Text that JSON may have written with halves of characters.</summary>
    public static string Text(Func<string> read, string what)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            throw new WeightFileException($"The file's header has text that is no Unicode in {what}.", null, e);
        }
    }

    private static long[] ReadNumbers(string name, JsonElement array)
    {
        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() > TensorSizes.MaxRank)
        {
            WeightFileException.Throw(
                $"Tensor '{name}' must have lists of at most {TensorSizes.MaxRank} numbers, but one is {Shorten(array)}.");
        }

        return
        [
            .. array.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Number && e.TryGetInt64(out var number)
                ? number
                : throw new WeightFileException($"Tensor '{name}' has {Shorten(e)} where a whole number is expected.")),
        ];
    }

    private static string Shorten(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length <= 100 ? text : $"{text[..100]}...";
    }
}
