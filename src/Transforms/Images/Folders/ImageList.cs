namespace MlNetDeep;

/// <summary>Reads a text file of paths and labels.</summary>
internal static class ImageList
{
    private const int MaxLine = 1 << 16;

    /// <summary>Adds the files that the list names, each once; what is wrong is added to the problems.</summary>
    /// <returns>What is to be told of the list; null for nothing.</returns>
    public static string? Read(string root, string listFile, List<ImageFile> files, List<string> problems)
    {
        string list = Path.Combine(root, listFile);
        string folder = Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar;
        Dictionary<string, (int Line, string Label)> seen = [];
        int repeated = 0;
        try
        {
            int number = 0;
            foreach (string line in StorageFault.ReadLines(list))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                    continue;
                if (line.Contains('"'))
                {
                    problems.Add($"{list}, line {number}: quotes are not read; write a path, a tab or comma, and a label without them.");
                    continue;
                }

                int split = line.Length > MaxLine ? -1 : line.Contains('\t') ? line.LastIndexOf('\t') : line.LastIndexOf(',');
                string name = split < 0 ? "" : line[..split].Trim(), label = split < 0 ? "" : line[(split + 1)..].Trim();
                if (name.Length == 0 || label.Length == 0 || name.Contains('\0'))
                {
                    problems.Add($"{list}, line {number}: expected a path, a tab or comma, and a label.");
                    continue;
                }

                string path = Path.GetFullPath(Path.Combine(root, name));
                if (!path.StartsWith(folder, StringComparison.Ordinal))
                    problems.Add($"{list}, line {number}: '{name}' lies outside {root}.");
                else if (!File.Exists(path))
                    problems.Add($"{list}, line {number}: {path} does not exist.{(number == 1 ? " A list has no header: its first line is a path and a label." : "")}");
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

        return repeated == 0 ? null : $"{list} names images that it has named before in {repeated} lines; each image is taken once.";
    }
}
