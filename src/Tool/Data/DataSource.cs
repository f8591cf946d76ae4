using System.IO.Compression;
using Microsoft.ML;

namespace MlNetDeep.Tool.Data;

/// <summary>Finds out what a path holds: class folders, train and validation folders, a list, or a zip of one of these.</summary>
internal sealed class DataSource
{
    // A zip of more than this is no set of images that one machine trains on.
    private const int MostEntries = 2_000_000;
    private const long MostBytes = 1L << 38;

    private static readonly (string Part, string[] Names)[] _parts =
    [
        ("train", ["train", "training", "trn"]), ("validation", ["validation", "valid", "val", "dev"]), ("test", ["test", "testing", "eval"]),
    ];

    private DataSource(string root, string kind, IReadOnlyList<KeyValuePair<string, ImageFolder>> parts)
    {
        (Root, Kind, Parts) = (root, kind, parts);
    }

    /// <summary>The folder that the images lie in.</summary>
    public string Root { get; }

    /// <summary>What was found, in words.</summary>
    public string Kind { get; }

    /// <summary>The parts, training first.</summary>
    public IReadOnlyList<KeyValuePair<string, ImageFolder>> Parts { get; }

    /// <summary>Opens a data set.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="path">A folder, a list of images (.csv, .tsv, .txt) or a .zip.</param>
    /// <param name="unpackTo">Where a zip is unpacked.</param>
    public static DataSource Open(MLContext mlContext, string path, string unpackTo)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
            return OpenFolder(mlContext, path);
        if (!File.Exists(path))
            throw new UsageException($"{path} does not exist. Give a folder with a folder of images for each class, a list of images (.csv, .tsv, .txt) or a .zip.");
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".zip":
                Unpack(path, unpackTo);
                return OpenFolder(mlContext, unpackTo);
            case ".csv" or ".tsv" or ".txt":
                string root = Path.GetDirectoryName(path)!;
                return new DataSource(root, "a list of images", [KeyValuePair.Create("train", mlContext.DeepLearning.LoadImageFolder(root, new ImageFolderOptions
                {
                    Labels = ImageLabelSource.List, ListFile = path, BadImages = BadImageAction.Skip,
                }))]);
            default:
                throw new UsageException($"{path} is a file; expected a folder, a list of images (.csv, .tsv, .txt) or a .zip.");
        }
    }

    private static DataSource OpenFolder(MLContext mlContext, string root)
    {
        string[] folders = Folders(root);

        // A zip often holds one folder that holds the rest.
        while (folders.Length == 1 && PartOf(folders[0]) is null && Folders(folders[0]).Length > 1)
        {
            root = folders[0];
            folders = Folders(root);
        }

        var parts = folders.Select(folder => (Part: PartOf(folder), Folder: folder)).Where(p => p.Part is not null).ToList();
        if (!parts.Any(p => p.Part == "train"))
            return new DataSource(root, "class folders", [KeyValuePair.Create("train", Load(mlContext, root))]);
        if (parts.GroupBy(p => p.Part).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException($"{root} has {string.Join(" and ", twice.Select(p => Path.GetFileName(p.Folder)))}: which one is the {twice.Key} part? Rename or move the other.");
        string[] others = [.. folders.Where(f => PartOf(f) is null).Select(f => Path.GetFileName(f)!)];
        if (others.Length > 0)
            throw new UsageException($"{root} has the folder {string.Join(", ", others)} beside its parts ({string.Join(", ", parts.Select(p => Path.GetFileName(p.Folder)))}). Move it away, or into a part if it is a class.");
        return new DataSource(
            root, $"the folders {string.Join(", ", parts.OrderBy(Rank).Select(p => Path.GetFileName(p.Folder)))}",
            [.. parts.OrderBy(Rank).Select(p => KeyValuePair.Create(p.Part!, Load(mlContext, p.Folder)))]);
        static int Rank((string? Part, string Folder) part) => Array.FindIndex(_parts, p => p.Part == part.Part);
    }

    private static ImageFolder Load(MLContext mlContext, string folder) =>
        mlContext.DeepLearning.LoadImageFolder(folder, new ImageFolderOptions { BadImages = BadImageAction.Skip, Recursive = true });

    private static string? PartOf(string folder) =>
        _parts.FirstOrDefault(p => p.Names.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase)).Part;

    private static string[] Folders(string root) =>
        [.. Directory.GetDirectories(root).Where(f => !Path.GetFileName(f).StartsWith('.') && Path.GetFileName(f) != "__MACOSX").Order(StringComparer.Ordinal)];

    private static void Unpack(string path, string folder)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            if (archive.Entries.Count > MostEntries || archive.Entries.Sum(e => e.Length) > MostBytes)
                throw new UsageException($"{path} has {archive.Entries.Count} entries; at most {MostEntries} of {MostBytes >> 30} GiB together are unpacked. Unpack it yourself and give the folder.");

            // Refuses entries that would land outside of the folder.
            archive.ExtractToDirectory(folder, overwriteFiles: true);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be unpacked into {folder}: {error.Message}");
        }
    }
}
