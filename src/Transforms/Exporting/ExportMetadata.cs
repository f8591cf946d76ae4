namespace MlNetDeep;

/// <summary>What the options say about the model.</summary>
internal static class ExportMetadata
{
    public static IEnumerable<KeyValuePair<string, string>> Of(OnnxExportOptions options)
    {
        if (options.Author is not null)
            yield return new("author", options.Author);
        if (options.License is not null)
            yield return new("license", options.License);
    }
}
