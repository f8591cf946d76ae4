namespace MlNetDeep;

/// <summary>Reads a text file of paths and labels.</summary>
internal static class ImageList
{
    private const int MaxLine = 1 << 16;

    // What the columns of published lists are called, without case, spaces and underscores.
    private static readonly string[] _pathNames = ["path", "imagepath", "image", "imagename", "file", "filename", "filepath"];
    private static readonly string[] _labelNames = ["label", "labelname", "class", "classname", "category", "target"];

    /// <summary>Adds the files that the list names, each once; what is wrong is added to the problems.</summary>
    /// <returns>What is to be told of the list; null for nothing.</returns>
    public static string? Read(string root, string listFile, List<ImageFile> files, List<string> problems)
    {
        string list = Path.Combine(root, listFile);
        string folder = Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar;
        Dictionary<string, (int Line, string Label)> seen = [];
        int repeated = 0;
        string? ignored = null;
        try
        {
            int number = 0;
            (int Path, int Label)? columns = null;
            foreach (string line in StorageFault.ReadLines(list))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                List<string>? fields = line.Length > MaxLine ? null : Fields(line, columns is not null);
                if (fields is not null && number == 1 && Header(fields) is { } header)
                {
                    columns = header;
                    if (fields.Count > 2)
                        ignored = $"Of the {fields.Count} columns of {list}, '{fields[header.Path]}' and '{fields[header.Label]}' are read. ";
                    continue;
                }

                (int pathAt, int labelAt) = columns ?? (0, 1);
                string name = fields is not null && fields.Count > Math.Max(pathAt, labelAt) ? fields[pathAt] : "";
                string label = name.Length > 0 ? fields![labelAt] : "";
                if (name.Length == 0 || label.Length == 0 || name.Contains('\0'))
                {
                    problems.Add($"{list}, line {number}: expected a path, a tab or comma, and a label{(line.Contains('"') ? "; a quote begins a field and ends it, and stands twice within" : "")}.");
                    continue;
                }

                string path = Path.GetFullPath(Path.Combine(root, name));
                if (!path.StartsWith(folder, StringComparison.Ordinal))
                    problems.Add($"{list}, line {number}: '{name}' lies outside {root}.");
                else if (!File.Exists(path))
                    problems.Add($"{list}, line {number}: {path} does not exist.{(number == 1 ? " If that line is a header, name its columns path and label." : "")}");
                else if (seen.TryAdd(path, (number, label)))
                    files.Add(new ImageFile { ImagePath = path, Label = label });
                else if (seen[path].Label == label)
                    repeated++;
                else
                    problems.Add($"{list}, line {number}: {path} is '{label}' here, but '{seen[path].Label}' in line {seen[path].Line}. An image has one label: leave one of the lines out.");
            }
        }
        catch (StorageException error)
        {
            problems.Add(error.Message);
        }

        string? again = repeated == 0 ? null : $"{list} names images that it has named before in {repeated} lines; each image is taken once.";
        return ignored is null ? again : (ignored + again).TrimEnd();
    }

    // Path and label of a first line that names columns.
    private static (int Path, int Label)? Header(List<string> fields)
    {
        int Find(string[] names) => fields.FindIndex(f => names.Contains(
            f.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase));
        return (Find(_pathNames), Find(_labelNames)) is var (path, label) && path >= 0 && label >= 0 ? (path, label) : null;
    }

    /// <summary>
    /// The fields of a line. Without quotes and without a header the last tab or comma parts a path, which may have commas
    /// of its own, from the label; null for quotes that do not fit.
    /// </summary>
    private static List<string>? Fields(string line, bool hasHeader)
    {
        char separator = line.Contains('\t') ? '\t' : ',';
        if (!line.Contains('"'))
        {
            string[] parts = line.Split(separator, StringSplitOptions.TrimEntries);
            return hasHeader || parts.Length <= 2 || Header([.. parts]) is not null
                ? [.. parts] : [line[..line.LastIndexOf(separator)].Trim(), parts[^1]];
        }

        var fields = new List<string>();
        for (int at = 0; ; at++)
        {
            int end = line.IndexOf(separator, at);
            if (at < line.Length && line[at] == '"')
            {
                int close = at;
                do
                {
                    close = line.IndexOf('"', close + 1);
                    if (close < 0)
                        return null;
                }
                while (close + 1 < line.Length && line[close + 1] == '"' && ++close > 0);
                fields.Add(line[(at + 1)..close].Replace("\"\"", "\"", StringComparison.Ordinal));
                end = close + 1 < line.Length ? close + 1 : -1;
                if (end >= 0 && line[end] != separator)
                    return null;
            }
            else
            {
                fields.Add(line[at..(end < 0 ? line.Length : end)].Trim());
            }

            if (end < 0)
                return fields;
            at = end;
        }
    }
}
