namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>The 1,000 training photos of dogs and cats under MLNETDEEP_DATA.</summary>
internal static class Photos
{
    /// <summary>The folder with one subfolder a class; null when it is not there.</summary>
    public static string? Folder { get; } = Find();

    public static string[] Files() => [.. Directory.GetFiles(Folder!, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static string? Find()
    {
        string? data = Environment.GetEnvironmentVariable("MLNETDEEP_DATA");
        string? folder = string.IsNullOrEmpty(data) ? null : Path.Combine(data, "dogs-vs-cats", "train");
        return Directory.Exists(folder) ? folder : null;
    }
}
