using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>The images of a folder as rows of a path (ImagePath) and a label (Label), both text.</summary>
public sealed class ImageFolder : IDataView
{
    // Enough for any header; a photo's EXIF data with its thumbnail has at most 64 KB a segment.
    private const int HeaderLength = 1 << 18;

    private readonly MLContext _mlContext;
    private readonly IDataView _rows;

    private ImageFolder(MLContext mlContext, IReadOnlyList<ImageFile> files, IReadOnlyList<ImageFileException> skipped, IReadOnlyList<string> ignored)
    {
        _mlContext = mlContext;
        Files = files;
        Skipped = skipped;
        Ignored = ignored;
        Labels = [.. files.Select(file => file.Label).Distinct().Order(StringComparer.Ordinal)];
        _rows = mlContext.Data.LoadFromEnumerable(files);
    }

    /// <summary>The rows, in their order.</summary>
    public IReadOnlyList<ImageFile> Files { get; }

    /// <summary>The files that were left out, each with what is wrong.</summary>
    public IReadOnlyList<ImageFileException> Skipped { get; }

    /// <summary>The files beside the images that are none, hidden ones among them; their number and kinds are logged.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>The labels that occur, sorted.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>ImagePath and Label, both text.</summary>
    public DataViewSchema Schema => _rows.Schema;

    /// <summary>False: the rows are in random order already, unless the options say otherwise.</summary>
    public bool CanShuffle => _rows.CanShuffle;

    /// <summary>The number of files.</summary>
    public long? GetRowCount() => Files.Count;

    /// <summary>Gives a cursor over the files.</summary>
    /// <param name="columnsNeeded">The columns that will be read.</param>
    /// <param name="rand">Not used.</param>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        _rows.GetRowCursor(columnsNeeded, rand);

    /// <summary>Gives cursors that together read all files.</summary>
    /// <param name="columnsNeeded">The columns that will be read.</param>
    /// <param name="n">How many cursors would be welcome.</param>
    /// <param name="rand">Not used.</param>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        _rows.GetRowCursorSet(columnsNeeded, n, rand);

    /// <summary>
    /// Splits every class in the same proportion, at random and the same way for the same seed. A class with two images or
    /// more has at least one on each side.
    /// </summary>
    /// <param name="testFraction">The share of the test set, between 0 and 1. The default value is 0.2.</param>
    /// <param name="seed">The seed. The default value is 0.</param>
    /// <returns>The files for training and those for testing; none is in both.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not between 0 and 1.</exception>
    public (ImageFolder Train, ImageFolder Test) StratifiedSplit(double testFraction = 0.2, int seed = 0)
    {
        if (!(testFraction > 0 && testFraction < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "The fraction must lie between 0 and 1.");
        RandomStream random = RandomStream.For(seed, nameof(StratifiedSplit));
        var test = new HashSet<ImageFile>();
        foreach (IGrouping<string, ImageFile> label in Files.GroupBy(file => file.Label).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            ImageFile[] members = [.. label.OrderBy(file => file.ImagePath, StringComparer.Ordinal)];
            random.Shuffle<ImageFile>(members);
            int count = (int)Math.Round(members.Length * testFraction);
            test.UnionWith(members.Take(members.Length < 2 ? count : Math.Clamp(count, 1, members.Length - 1)));
        }

        return (new ImageFolder(_mlContext, [.. Files.Where(file => !test.Contains(file))], [], []),
            new ImageFolder(_mlContext, [.. Files.Where(test.Contains)], [], []));
    }

    internal static ImageFolder Load(MLContext mlContext, string path, ImageFolderOptions options)
    {
        OptionsCheck.Throw(options);
        string root = Path.GetFullPath(path);
        var walk = new FolderWalk(root, options);
        string? notes = null;
        if (options.Labels == ImageLabelSource.List)
            notes = ImageList.Read(root, options.ListFile!, walk.Files, walk.Problems);
        else
            walk.Run();

        List<ImageFileException> bad = options.CheckFiles ? Check(walk.Files, options.MaxPixels) : [];
        if (options.TakesEveryImage)
            bad.AddRange(walk.Others.Select(StrayImage.Find).OfType<ImageFileException>());
        if (bad.Count > 0 && options.BadImages == BadImageAction.Fail)
            walk.Problems.AddRange(bad.Select(error => error.Message));
        HashSet<string> skipped = [.. bad.Select(error => error.Image)];
        ImageFile[] files = [.. walk.Files.Where(file => !skipped.Contains(file.ImagePath))];
        if (walk.Problems.Count == 0)
            walk.Problems.AddRange(ProblemsOf(root, files, walk.Files, options));
        if (walk.Problems.Count > 0)
            throw new ImageFolderException(root, walk.Problems);
        string[] ignored = [.. walk.Others.Where(file => !skipped.Contains(file))];
        Tell(mlContext, bad, ignored, notes);
        if (options.Shuffle)
            RandomStream.For(options.Seed, nameof(options.Shuffle)).Shuffle<ImageFile>(files);
        return new ImageFolder(mlContext, files, bad, ignored);
    }

    private static IEnumerable<string> ProblemsOf(string root, ImageFile[] files, List<ImageFile> found, ImageFolderOptions options)
    {
        if (files.Length == 0)
        {
            yield return found.Count == 0
                ? $"{root} has no image ({string.Join(", ", options.Extensions)})."
                : $"None of the {found.Count} files in {root} can be used.";
            yield break;
        }

        string[] labels = [.. files.Select(file => file.Label).Distinct()];
        foreach (string lost in found.Select(file => file.Label).Except(labels))
            yield return $"Class '{lost}' has no image that can be used.";
        if (options.Labels != ImageLabelSource.None && labels.Length < 2)
            yield return $"{root} has images of one class only, '{labels[0]}'; telling classes apart needs two or more. Without labels, set Labels to None.";
    }

    private static List<ImageFileException> Check(List<ImageFile> files, long maxPixels)
    {
        var bad = new List<ImageFileException>();
        byte[] buffer = new byte[HeaderLength];
        foreach (ImageFile file in files)
        {
            try
            {
                using var handle = StorageFault.OpenHandle(file.ImagePath);
                int length = RandomAccess.Read(handle, buffer, 0);
                ImageCheck.Require(buffer.AsSpan(0, length), file.ImagePath, maxPixels, isWhole: length < buffer.Length);
            }
            catch (ImageFileException error)
            {
                bad.Add(error);
            }
            catch (StorageException error)
            {
                bad.Add(new ImageFileException(file.ImagePath, error.Message, error));
            }
        }

        return bad;
    }

    private static void Tell(IHostEnvironment environment, List<ImageFileException> bad, string[] ignored, string? notes)
    {
        var skipped = new SkippedImages(environment);
        bad.ForEach(skipped.Add);
        skipped.Report();
        using IChannel channel = environment.Start("LoadImageFolder");
        if (notes is not null)
            channel.Warning(MessageSensitivity.None, "{0}", notes);
        if (ignored.Length == 0)
            return;
        IEnumerable<string> kinds = ignored.CountBy(file => Path.GetFileName(file).StartsWith('.') ? "hidden" : Path.GetExtension(file) is { Length: > 0 } ending ? ending : "without an ending")
            .OrderByDescending(kind => kind.Value).ThenBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Value} {kind.Key}");
        channel.Info(MessageSensitivity.None, "{0}", $"Files that are not taken for images: {string.Join(", ", kinds)}.");
    }
}
