namespace MlNetDeep;

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
    /// Whether an http address will do, which anybody on the way can listen to, for a server of one's own; the content is
    /// checked all the same. The default value is false: https only, redirections included.
    /// </summary>
    public bool AllowHttp { get; init; }

    /// <summary>
    /// How long the server may send nothing, at most a day. The default value is a minute. A slow download that goes on is
    /// not ended.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most bytes of a file, at least 1. The default value is 4,294,967,296; the largest known file has a seventh of it.</summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>
    /// What downloads, when a proxy or credentials are needed; it is not disposed of. The default value is null: a client
    /// with .NET's defaults, whose own time-out is <see cref="Timeout"/>.
    /// </summary>
    public HttpClient? Client { get; init; }

    internal List<string> Problems()
    {
        var problems = new List<string>();
        if (Folder is { Length: 0 })
        {
            problems.Add($"{nameof(Folder)} is empty; expected the path of a folder, or null.");
        }

        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromDays(1))
        {
            problems.Add($"{nameof(Timeout)} is {Timeout}; expected more than zero and at most a day.");
        }

        if (MaxBytes < 1)
        {
            problems.Add($"{nameof(MaxBytes)} is {MaxBytes}; expected at least 1.");
        }

        return problems;
    }
}
