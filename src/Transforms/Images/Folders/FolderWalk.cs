using System.Text.RegularExpressions;

namespace MlNetDeep;

/// <summary>Finds the image files under a folder and notes what is wrong on the way.</summary>
internal sealed class FolderWalk(string root, ImageFolderOptions options)
{
    private readonly HashSet<string> _extensions = new(options.Extensions, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _visited = [];
    private readonly Regex _pattern = options.Pattern();

    /// <summary>What is wrong.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>The files found, with their labels, in the order of their paths.</summary>
    public List<ImageFile> Files { get; } = [];

    /// <summary>The files that were passed by, because of their endings or because they are hidden.</summary>
    public List<string> Others { get; } = [];

    public void Run()
    {
        if (File.Exists(root))
            Problems.Add($"{root} is a file; expected a folder.");
        else if (!Directory.Exists(root))
            Problems.Add($"{root} does not exist.");
        else if (options.Labels == ImageLabelSource.Folder)
            WalkClasses();
        else
            Walk(root, LabelOf);
        Files.Sort((a, b) => string.CompareOrdinal(a.ImagePath, b.ImagePath));
        Others.Sort(StringComparer.Ordinal);
    }

    private void WalkClasses()
    {
        _visited.Add(Real(root) ?? root);
        if (List(root) is not { } entries)
            return;
        string[] loose = [.. entries.Files.Where(IsImage)];
        if (loose.Length > 0)
        {
            Problems.Add($"{loose[0]}{(loose.Length > 1 ? $" and {loose.Length - 1} more images lie" : " lies")} beside the class folders. "
                + $"Move {(loose.Length > 1 ? "them" : "it")} into one, or take labels from file names or a list.");
        }

        if (entries.Folders.Length == 0)
            Problems.Add($"{root} has no subfolders; expected one for each class, or labels from file names or a list.");
        foreach (string folder in entries.Folders)
        {
            int before = Files.Count + Problems.Count;
            string label = Path.GetFileName(folder);
            Walk(folder, _ => label);
            if (Files.Count + Problems.Count == before)
                Problems.Add($"{folder} is a class folder without an image ({string.Join(", ", options.Extensions)}). Add some or remove it.");
        }
    }

    private void Walk(string folder, Func<string, string?> label)
    {
        if (Real(folder) is not { } real)
        {
            Problems.Add($"{folder} is a symbolic link that leads nowhere or in a circle.");
            return;
        }

        if (!_visited.Add(real))
        {
            Problems.Add($"{folder} leads to {real}, which is read already: a symbolic link makes a loop or a copy. Remove the link.");
            return;
        }

        if (List(folder) is not { } entries)
            return;
        foreach (string file in entries.Files.Where(IsImage))
        {
            if (label(file) is { } name)
                Files.Add(new ImageFile { ImagePath = file, Label = name });
        }

        if (options.Recursive)
        {
            foreach (string inner in entries.Folders)
                Walk(inner, label);
        }
        else if (entries.Folders.Length > 0)
        {
            Problems.Add($"{entries.Folders[0]} is a folder inside {folder}. Move its images up, or set "
                + $"{nameof(ImageFolderOptions.Recursive)} to read nested folders.");
        }
    }

    private bool IsImage(string file) => _extensions.Contains(Path.GetExtension(file)) && !Path.GetFileName(file).StartsWith('.');

    private (string[] Files, string[] Folders)? List(string folder)
    {
        try
        {
            string[] folders = [.. Directory.GetDirectories(folder).Where(inner => !Path.GetFileName(inner).StartsWith('.')).Order(StringComparer.Ordinal)];
            string[] files = Directory.GetFiles(folder);
            Others.AddRange(Directory.GetDirectories(folder, ".*"));
            Others.AddRange(files.Where(file => !IsImage(file) && !IsDeadLink(file)));
            // A link that leads nowhere counts as a file; one without an image's ending may have stood for a folder.
            Problems.AddRange(files.Where(file => !IsImage(file) && IsDeadLink(file)).Select(file =>
                $"{file} is a symbolic link that leads nowhere or in a circle."));
            return (files, folders);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Problems.Add($"{folder} cannot be read: {error.Message}");
            return null;
        }
    }

    private static bool IsDeadLink(string file) =>
        File.GetAttributes(file).HasFlag(FileAttributes.ReparsePoint) && Real(file) is null;

    // The path without links; null when a link leads nowhere. Links above the folder change nothing within it.
    private static string? Real(string folder)
    {
        try
        {
            FileSystemInfo? target = new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true);
            return target is null ? folder : Path.Exists(target.FullName) ? Path.GetFullPath(target.FullName) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string? LabelOf(string file)
    {
        if (options.Labels == ImageLabelSource.None)
            return "";
        try
        {
            Match match = _pattern.Match(Path.GetFileName(file));
            string label = match.Groups["label"].Success ? match.Groups["label"].Value : match.Groups[1].Value;
            if (match.Success && label.Length > 0)
                return label;
            Problems.Add($"{file}: its name gives no label by the pattern {options.LabelPattern}.");
        }
        catch (RegexMatchTimeoutException)
        {
            Problems.Add($"{file}: the pattern {options.LabelPattern} takes too long for its name.");
        }

        return null;
    }
}
