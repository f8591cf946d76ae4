namespace MlNetDeep.Transforms.Tests.Images;

public sealed class ImageFolderTests
{
    [Fact]
    public void Subfolders_are_classes()
    {
        using TempFolder folder = Classes(("cat", 6), ("dog", 4));
        File.WriteAllText(Path.Combine(folder["cat"], "notes.txt"), "not read");

        ImageFolder images = Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path);

        Assert.Equal(10, images.GetRowCount());
        Assert.Equal(["cat", "dog"], images.Labels);
        Assert.Equal(images.Files.Select(file => file.Label), images.GetColumn<string>("Label"));
        Assert.Equal(images.Files.Select(file => file.ImagePath), images.GetColumn<string>("ImagePath"));
        Assert.All(images.Files, file => Assert.Equal(file.Label, Path.GetFileName(Path.GetDirectoryName(file.ImagePath))));
        Assert.Equal(10, images.Files.Select(file => file.ImagePath).Distinct().Count());
    }

    [Fact]
    public void Files_that_no_decoder_reads_are_named_when_the_folder_is_read()
    {
        using TempFolder folder = Classes(("cat", 2), ("dog", 2));
        string[] kinds = ["big.tif", "method.tif", "lengths.bmp", "picture.gif"];
        foreach (string kind in kinds)
            File.WriteAllBytes(Path.Combine(folder["cat"], kind), HostileFiles.Make(kind));

        var error = Assert.Throws<ImageFolderException>(() => Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path));

        Assert.Equal(kinds.Length, error.Problems.Count);
        Assert.All(kinds, kind => Assert.Contains(error.Problems, problem => problem.Contains(kind, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_order_follows_the_seed()
    {
        using TempFolder folder = Classes(("a", 20), ("b", 20));

        string[] first = Paths(new ImageFolderOptions { Seed = 5 }), again = Paths(new ImageFolderOptions { Seed = 5 });

        Assert.Equal(first, again);
        Assert.NotEqual(first, Paths(new ImageFolderOptions { Seed = 6 }));
        Assert.Equal(first.Order(StringComparer.Ordinal), Paths(new ImageFolderOptions { Shuffle = false }));

        string[] Paths(ImageFolderOptions options) =>
            [.. Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path, options).Files.Select(file => file.ImagePath)];
    }

    [Fact]
    public void A_split_keeps_the_share_of_every_class()
    {
        using TempFolder folder = Classes(("a", 20), ("b", 10), ("c", 2));
        ImageFolder images = Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path);

        (ImageFolder train, ImageFolder test) = images.StratifiedSplit(0.2, seed: 3);

        Assert.Equal([("a", 4), ("b", 2), ("c", 1)], test.Files.CountBy(file => file.Label).Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal(images.Files.Select(file => file.ImagePath).Order(), train.Files.Concat(test.Files).Select(file => file.ImagePath).Order());
        Assert.Equal(Names(test), Names(images.StratifiedSplit(0.2, seed: 3).Test));
        Assert.NotEqual(Names(test), Names(images.StratifiedSplit(0.2, seed: 4).Test));
        Assert.Throws<ArgumentOutOfRangeException>(() => images.StratifiedSplit(1));

        static string[] Names(ImageFolder view) => [.. view.Files.Select(file => file.ImagePath)];
    }

    [Fact]
    public void Labels_come_from_file_names()
    {
        using var folder = new TempFolder();
        foreach (string name in new[] { "cat.1.jpg", "cat.2.jpg", "guide dog_3.jpg" })
            File.Copy(Pictures.File("plain.jpg"), folder[name]);

        ImageFolder images = Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path, new() { Labels = ImageLabelSource.FileName });
        Assert.Equal(["cat", "guide dog"], images.Labels);

        File.Copy(Pictures.File("plain.jpg"), folder["nameless.jpg"]);
        string problem = Assert.Single(Problems(folder.Path, new() { Labels = ImageLabelSource.FileName }));
        Assert.Contains(folder["nameless.jpg"], problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_come_from_a_list()
    {
        using TempFolder folder = Classes(("in", 3));
        File.WriteAllLines(folder["list.csv"], ["in/0.jpg,red", "", "in/1.jpg\tblue, light"]);

        ImageFolder images = Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path, new() { Labels = ImageLabelSource.List, ListFile = "list.csv" });
        Assert.Equal(["blue, light", "red"], images.Labels);

        File.WriteAllLines(folder["list.csv"], ["in/0.jpg,red", "../../etc/passwd,green", "in/7.jpg,blue", "in/1.jpg"]);
        IReadOnlyList<string> problems = Problems(folder.Path, new() { Labels = ImageLabelSource.List, ListFile = "list.csv" });
        Assert.Equal(3, problems.Count);
        Assert.Contains("line 2", problems[0], StringComparison.Ordinal);
        Assert.Contains("outside", problems[0], StringComparison.Ordinal);
        Assert.Contains("does not exist", problems[1], StringComparison.Ordinal);
        Assert.Contains("line 4", problems[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_files_are_reported_together_or_left_out()
    {
        using TempFolder folder = Classes(("a", 3), ("b", 3));
        string empty = Path.Combine(folder["a"], "empty.jpg"), text = Path.Combine(folder["b"], "text.png"), huge = Path.Combine(folder["b"], "huge.png");
        File.WriteAllBytes(empty, []);
        File.WriteAllText(text, "text");
        File.Copy(Pictures.File("huge.png"), huge);

        IReadOnlyList<string> problems = Problems(folder.Path, new());
        ImageFolder images = Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path, new() { BadImages = BadImageAction.Skip });

        Assert.Equal(3, problems.Count);
        Assert.All(new[] { empty, text, huge }, file => Assert.Contains(problems, problem => problem.Contains(file, StringComparison.Ordinal)));
        Assert.Equal(6, images.Files.Count);
        Assert.Equal(new[] { empty, huge, text }.Order(), images.Skipped.Select(error => error.Image).Order());
    }

    [Fact]
    public void Folders_that_hold_no_classes_are_errors_that_name_them()
    {
        using TempFolder one = Classes(("only", 3));
        Assert.Contains("one class only, 'only'", Assert.Single(Problems(one.Path, new())), StringComparison.Ordinal);

        using TempFolder empty = Classes(("full", 2), ("empty", 0));
        Assert.Contains(empty["empty"], Assert.Single(Problems(empty.Path, new())), StringComparison.Ordinal);

        using TempFolder nested = Classes(("a", 2), ("b", 2), ("b/inner", 2));
        Assert.Contains(nested["b/inner"], Assert.Single(Problems(nested.Path, new())), StringComparison.Ordinal);
        Assert.Equal(4, Pictures.Ml.DeepLearning.LoadImageFolder(nested.Path, new() { Recursive = true }).Files.Count(file => file.Label == "b"));

        using TempFolder loose = Classes(("a", 2), ("b", 2));
        File.Copy(Pictures.File("plain.jpg"), loose["loose.jpg"]);
        Assert.Contains(loose["loose.jpg"], Assert.Single(Problems(loose.Path, new())), StringComparison.Ordinal);

        using var none = new TempFolder();
        Assert.Contains("no subfolders", Problems(none.Path, new())[0], StringComparison.Ordinal);
        Assert.Contains("no image", Assert.Single(Problems(none.Path, new() { Labels = ImageLabelSource.None })), StringComparison.Ordinal);
        Assert.Contains("does not exist", Problems(none["missing"], new())[0], StringComparison.Ordinal);
        Assert.Contains("is a file", Problems(Pictures.File("plain.jpg"), new())[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Links_that_make_circles_are_errors_that_name_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        using TempFolder folder = Classes(("a", 2), ("b", 2));
        Directory.CreateSymbolicLink(folder["a/loop"], folder.Path);

        Assert.Contains(Problems(folder.Path, new() { Recursive = true }), problem => problem.Contains(folder["a/loop"], StringComparison.Ordinal) && problem.Contains("link", StringComparison.Ordinal));

        File.Delete(folder["a/loop"]);
        Directory.CreateSymbolicLink(folder["c"], folder["d"]);
        Directory.CreateSymbolicLink(folder["d"], folder["c"]);
        IReadOnlyList<string> problems = Problems(folder.Path, new());
        Assert.Contains(problems, problem => problem.Contains(folder["c"], StringComparison.Ordinal));
        File.Delete(folder["c"]);
        File.Delete(folder["d"]);
    }

    [Fact]
    public void A_folder_without_rights_is_an_error_that_names_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Folders have other rights there.");
            return;
        }
        Assert.SkipWhen(Environment.UserName == "root", "Everything may be read here.");
        using TempFolder folder = Classes(("a", 2), ("b", 2));
        File.SetUnixFileMode(folder["b"], UnixFileMode.None);
        try
        {
            Assert.Contains(folder["b"], Problems(folder.Path, new())[0], StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(folder["b"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Options_are_checked_together()
    {
        var options = new ImageFolderOptions { Labels = ImageLabelSource.List, LabelPattern = "(", Extensions = ["jpg"], MaxPixels = 0 };

        Assert.Equal(4, Assert.Throws<OptionsException>(() => Pictures.Ml.DeepLearning.LoadImageFolder("x", options)).Problems.Count);
    }

    private static IReadOnlyList<string> Problems(string path, ImageFolderOptions options) =>
        Assert.Throws<ImageFolderException>(() => Pictures.Ml.DeepLearning.LoadImageFolder(path, options)).Problems;

    private static TempFolder Classes(params (string Name, int Images)[] classes)
    {
        var folder = new TempFolder();
        foreach ((string name, int images) in classes)
        {
            Directory.CreateDirectory(folder[name]);
            for (int i = 0; i < images; i++)
                File.Copy(Pictures.File("plain.jpg"), Path.Combine(folder[name], $"{i}.jpg"));
        }

        return folder;
    }
}
