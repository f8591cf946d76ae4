namespace MlNetDeep.ModelZoo;

/// <summary>Where published files are kept and how they come there.</summary>
public sealed class ModelStoreOptions
{
    /// <summary>
    /// The folder. The default value is null: the one that the environment variable <c>MLNETDEEP_MODELS</c> names, or
    /// <c>mlnetdeep/models</c> in the user's folder for application data.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>
    /// Whether only files that are in the folder already are used. The default value is false; the environment variable
    /// <c>MLNETDEEP_OFFLINE=1</c> makes it true everywhere.
    /// </summary>
    public bool Offline { get; init; }

    /// <summary>
    /// What downloads, when a proxy or credentials are needed; it is not disposed of. The default value is null: a client
    /// with .NET's defaults.
    /// </summary>
    public HttpClient? Client { get; init; }
}
