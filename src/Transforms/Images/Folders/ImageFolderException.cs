namespace MlNetDeep;

/// <summary>A folder of images cannot be used. All problems are found together; each names the file or folder.</summary>
public sealed class ImageFolderException : DeepLearningException
{
    private const int Shown = 20;

    /// <summary>Creates the exception.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="problems">Every problem found, one sentence each; at least one.</param>
    public ImageFolderException(string folder, IReadOnlyList<string> problems)
        : base(Compose(folder, problems))
    {
        Folder = folder;
        Problems = [.. problems];
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Every problem found, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Compose(string folder, IReadOnlyList<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        string more = problems.Count > Shown ? $"\n- and {problems.Count - Shown} more" : "";
        return $"'{folder}' cannot be used as a folder of images:{string.Concat(problems.Take(Shown).Select(problem => $"\n- {problem}"))}{more}";
    }
}
