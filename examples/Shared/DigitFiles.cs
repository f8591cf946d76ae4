namespace MlNetDeep.Examples;

/// <summary>The four IDX files of a digit set.</summary>
/// <param name="TrainImages">Training images.</param>
/// <param name="TrainLabels">Training labels.</param>
/// <param name="TestImages">Test images.</param>
/// <param name="TestLabels">Test labels.</param>
public sealed record DigitFiles(string TrainImages, string TrainLabels, string TestImages, string TestLabels)
{
    /// <summary>The names under which MNIST was published, without .gz.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>
    /// Finds the files in a folder: plain or .gz, with the test set called t10k or test, and with the dot that some
    /// copies have before idx.
    /// </summary>
    /// <exception cref="FileNotFoundException">The folder or a file is missing.</exception>
    public static DigitFiles Find(string folder)
    {
        if (!Directory.Exists(folder))
            throw new FileNotFoundException($"There is no folder '{folder}'. Give the folder with the IDX files: --data FOLDER.");
        string[] found = [.. Names.Select(name => FindOne(folder, name))];
        return new DigitFiles(found[0], found[1], found[2], found[3]);
    }

    private static string FindOne(string folder, string name)
    {
        foreach (string set in new[] { name, name.Replace("t10k-", "test-", StringComparison.Ordinal) })
        {
            foreach (string dotted in new[] { set, set.Replace("-idx", ".idx", StringComparison.Ordinal) })
            {
                foreach (string ending in new[] { "", ".gz" })
                {
                    string path = Path.Combine(folder, dotted + ending);
                    if (File.Exists(path))
                        return path;
                }
            }
        }
        throw new FileNotFoundException($"Expected '{name}' (or .gz) in '{folder}', found {Listing(folder)}.");
    }

    private static string Listing(string folder)
    {
        string[] names = [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order().Take(8)];
        return names.Length == 0 ? "no file there" : string.Join(", ", names);
    }
}
