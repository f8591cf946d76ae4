namespace MlNetDeep.Tool.Data;

/// <summary>Fields of CSV files.</summary>
internal static class Csv
{
    /// <summary>A field, in quotes where it needs them.</summary>
    public static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\n\r\t") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
