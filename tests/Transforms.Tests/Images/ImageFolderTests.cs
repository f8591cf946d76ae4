namespace MlNetDeep.Transforms.Tests.Images;

public sealed class ImageFolderTests
{
    [Fact]
    public void Subfolders_are_classes()
    {
        using TemporaryFolder folder = Classes(("cat", 6), ("dog", 4));
        File.WriteAllText(Path.Combine(folder.File("cat"), "notes.txt"), "not read");

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
        using TemporaryFolder folder = Classes(("cat", 2), ("dog", 2));
        string[] kinds = ["big.tif", "method.tif", "lengths.bmp", "picture.gif"];
        foreach (string kind in kinds)
            File.WriteAllBytes(Path.Combine(folder.File("cat"), kind), HostileFiles.Make(kind));

        var error = Assert.Throws<ImageFolderException>(() => Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path));

        Assert.Equal(kinds.Length, error.Problems.Count);
        Assert.All(kinds, kind => Assert.Contains(error.Problems, problem => problem.Contains(kind, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_order_follows_the_seed()
    {
        using TemporaryFolder folder = Classes(("a", 20), ("b", 20));

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
        using TemporaryFolder folder = Classes(("a", 20), ("b", 10), ("c", 2));
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
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "cat.1.jpg", "cat.2.jpg", "guide dog_3.jpg" })
            File.Copy(Pictures.File("plain.jpg"), folder.File(name));

        ImageFolder images = Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path, new() { Labels = ImageLabelSource.FileName });
        Assert.Equal(["cat", "guide dog"], images.Labels);

        File.Copy(Pictures.File("plain.jpg"), folder.File("nameless.jpg"));
        string problem = Assert.Single(Problems(folder.Path, new() { Labels = ImageLabelSource.FileName }));
        Assert.Contains(folder.File("nameless.jpg"), problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_come_from_a_list()
    {
        using TemporaryFolder folder = Classes(("in", 3));
        File.WriteAllLines(folder.File("list.csv"), ["in/0.jpg,red", "", "in/1.jpg\tblue, light"]);

        ImageFolder images = Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path, new() { Labels = ImageLabelSource.List, ListFile = "list.csv" });
        Assert.Equal(["blue, light", "red"], images.Labels);

        File.WriteAllLines(folder.File("list.csv"), ["in/0.jpg,red", "../../etc/passwd,green", "in/7.jpg,blue", "in/1.jpg"]);
        IReadOnlyList<string> problems = Problems(folder.Path, new() { Labels = ImageLabelSource.List, ListFile = "list.csv" });
        Assert.Equal(3, problems.Count);
        Assert.Contains("line 2", problems[0], StringComparison.Ordinal);
        Assert.Contains("outside", problems[0], StringComparison.Ordinal);
        Assert.Contains("does not exist", problems[1], StringComparison.Ordinal);
        Assert.Contains("line 4", problems[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_may_have_headers_and_quotes()
    {
        using TemporaryFolder folder = Classes(("in", 3));
        var options = new ImageFolderOptions { Labels = ImageLabelSource.List, ListFile = "list.csv", Shuffle = false };
        File.Move(folder.File("in/2.jpg"), folder.File("in/a, \"b\".jpg"));

        File.WriteAllLines(folder.File("list.csv"), ["\"Image_Path\",\"class\"", "in/0.jpg,\"red, dark\"", "\"in/a, \"\"b\"\".jpg\",blue"]);
        Assert.Equal(["red, dark", "blue"], Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path, options).Files.Select(f => f.Label));

        File.WriteAllLines(folder.File("list.csv"), ["id\tlabel\twidth\tfilename", "7\tred\t640\tin/0.jpg", "8\tblue\t480\tin/1.jpg"]);
        (ImageFolder images, List<string> log) = Logged(folder.Path, options);
        Assert.Equal(["red", "blue"], images.Files.Select(f => f.Label));
        Assert.Contains(log, line => line.Contains("Of the 4 columns", StringComparison.Ordinal) && line.Contains("'filename' and 'label' are read", StringComparison.Ordinal));

        File.WriteAllLines(folder.File("list.csv"), ["in/0.jpg,red", "\"in/1.jpg,blue", "\"in/1.jpg\"x,blue"]);
        Assert.Equal(2, Problems(folder.Path, options).Count(p => p.Contains("a quote begins a field", StringComparison.Ordinal)));
        File.WriteAllLines(folder.File("list.csv"), ["picture,kind", "in/0.jpg,red"]);
        Assert.Contains("name its columns path and label", Assert.Single(Problems(folder.Path, options)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_gives_an_image_one_label()
    {
        using TemporaryFolder folder = Classes(("in", 3));
        var options = new ImageFolderOptions { Labels = ImageLabelSource.List, ListFile = "list.csv" };
        File.WriteAllLines(folder.File("list.csv"), ["in/0.jpg,red", "in/1.jpg,blue", "in/../in/0.jpg,green"]);
        string problem = Assert.Single(Problems(folder.Path, options));
        Assert.Contains("line 3", problem, StringComparison.Ordinal);
        Assert.Contains("'green' here, but 'red' in line 1", problem, StringComparison.Ordinal);

        File.WriteAllLines(folder.File("list.csv"), ["in/0.jpg,red", "in/1.jpg,blue", "in/0.jpg,red"]);
        (ImageFolder images, List<string> log) = Logged(folder.Path, options);
        Assert.Equal(2, images.Files.Count);
        Assert.Contains(log, line => line.Contains("named before in 1 lines; each image is taken once", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_left_out_without_a_word()
    {
        using TemporaryFolder folder = Classes(("a", 2), ("b", 2));
        foreach (string usual in new[] { "x.jfif", "x.JPE", "x.jif" })
            File.Copy(Pictures.File("plain.jpg"), folder.File($"a/{usual}"));
        File.Copy(Pictures.File("plain.bmp"), folder.File("a/x.dib"));
        foreach (string other in new[] { "a/notes.txt", "b/more.txt", "a/Thumbs.db", "a/.hidden", "list.csv", "b/LICENSE" })
            File.WriteAllText(folder.File(other), "text");

        (ImageFolder images, List<string> log) = Logged(folder.Path, new());

        Assert.Equal(8, images.Files.Count);
        Assert.Equal(6, images.Ignored.Count);
        Assert.Contains(log, line => line.Contains("Files that are not taken for images: 2 .txt, 1 .csv, 1 .db, 1 hidden, 1 without an ending.", StringComparison.Ordinal));

        // An image under another name, or of a kind that is not read, is a bad one.
        File.Copy(Pictures.File("plain.png"), folder.File("a/picture.dat"));
        File.WriteAllText(folder.File("b/phone.HEIC"), "not looked at");
        Assert.Equal(2, Problems(folder.Path, new()).Count);
        images = Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path, new() { BadImages = BadImageAction.Skip });
        Assert.Equal((8, 2, 6), (images.Files.Count, images.Skipped.Count, images.Ignored.Count));
        Assert.Contains("picture.dat is a Png image", images.Skipped[0].Message, StringComparison.Ordinal);

        // Whoever names endings means these.
        images = Pictures.Ml.DeepLearning.LoadImageFolder(folder.Path, new() { Extensions = [".jpg"] });
        Assert.Equal((4, 12), (images.Files.Count, images.Ignored.Count));
    }

    [Fact]
    public async Task What_is_no_file_is_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What is no file is told by Linux.");
        using TemporaryFolder folder = Classes(("a", 2), ("b", 2));
        await ChildProcess.RunAsync("mkfifo", "/", folder.File("a/pipe.jpg"));
        await ChildProcess.RunAsync("mkfifo", "/", folder.File("b/pipe"));
        IReadOnlyList<string> problems = Problems(folder.Path, new());
        Assert.Equal(2, problems.Count);
        Assert.All(problems, problem => Assert.Contains("it is a named pipe", problem, StringComparison.Ordinal));
        Assert.Contains("a named pipe", Assert.Throws<ImageFileException>(() => Pictures.Prepare<byte>(Pictures.Bytes, folder.File("a/pipe.jpg"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_files_are_reported_together_or_left_out()
    {
        using TemporaryFolder folder = Classes(("a", 3), ("b", 3));
        string empty = Path.Combine(folder.File("a"), "empty.jpg"), text = Path.Combine(folder.File("b"), "text.png"), huge = Path.Combine(folder.File("b"), "huge.png");
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
        using TemporaryFolder one = Classes(("only", 3));
        Assert.Contains("one class only, 'only'", Assert.Single(Problems(one.Path, new())), StringComparison.Ordinal);

        using TemporaryFolder empty = Classes(("full", 2), ("empty", 0));
        Assert.Contains(empty.File("empty"), Assert.Single(Problems(empty.Path, new())), StringComparison.Ordinal);

        using TemporaryFolder nested = Classes(("a", 2), ("b", 2), ("b/inner", 2));
        Assert.Contains(nested.File("b/inner"), Assert.Single(Problems(nested.Path, new())), StringComparison.Ordinal);
        Assert.Equal(4, Pictures.Ml.DeepLearning.LoadImageFolder(nested.Path, new() { Recursive = true }).Files.Count(file => file.Label == "b"));

        using TemporaryFolder loose = Classes(("a", 2), ("b", 2));
        File.Copy(Pictures.File("plain.jpg"), loose.File("loose.jpg"));
        Assert.Contains(loose.File("loose.jpg"), Assert.Single(Problems(loose.Path, new())), StringComparison.Ordinal);

        using var none = new TemporaryFolder();
        Assert.Contains("no subfolders", Problems(none.Path, new())[0], StringComparison.Ordinal);
        Assert.Contains("no image", Assert.Single(Problems(none.Path, new() { Labels = ImageLabelSource.None })), StringComparison.Ordinal);
        Assert.Contains("does not exist", Problems(none.File("missing"), new())[0], StringComparison.Ordinal);
        Assert.Contains("is a file", Problems(Pictures.File("plain.jpg"), new())[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Links_that_make_circles_are_errors_that_name_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        using TemporaryFolder folder = Classes(("a", 2), ("b", 2));
        Directory.CreateSymbolicLink(folder.File("a/loop"), folder.Path);

        Assert.Contains(Problems(folder.Path, new() { Recursive = true }), problem => problem.Contains(folder.File("a/loop"), StringComparison.Ordinal) && problem.Contains("link", StringComparison.Ordinal));

        File.Delete(folder.File("a/loop"));
        Directory.CreateSymbolicLink(folder.File("c"), folder.File("d"));
        Directory.CreateSymbolicLink(folder.File("d"), folder.File("c"));
        IReadOnlyList<string> problems = Problems(folder.Path, new());
        Assert.Contains(problems, problem => problem.Contains(folder.File("c"), StringComparison.Ordinal));
        File.Delete(folder.File("c"));
        File.Delete(folder.File("d"));
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
        using TemporaryFolder folder = Classes(("a", 2), ("b", 2));
        File.SetUnixFileMode(folder.File("b"), UnixFileMode.None);
        try
        {
            Assert.Contains(folder.File("b"), Problems(folder.Path, new())[0], StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(folder.File("b"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void Options_are_checked_together()
    {
        var options = new ImageFolderOptions { Labels = ImageLabelSource.List, LabelPattern = "(", Extensions = ["jpg"], MaxPixels = 0 };

        Assert.Equal(4, Assert.Throws<OptionsException>(() => Pictures.Ml.DeepLearning.LoadImageFolder("x", options)).Problems.Count);
    }

    private static (ImageFolder Images, List<string> Log) Logged(string path, ImageFolderOptions options)
    {
        var ml = new MLContext(seed: 1);
        List<string> log = [];
        ml.Log += (_, entry) => log.Add(entry.Message);
        return (ml.DeepLearning.LoadImageFolder(path, options), log);
    }

    private static IReadOnlyList<string> Problems(string path, ImageFolderOptions options) =>
        Assert.Throws<ImageFolderException>(() => Pictures.Ml.DeepLearning.LoadImageFolder(path, options)).Problems;

    private static TemporaryFolder Classes(params (string Name, int Images)[] classes)
    {
        var folder = new TemporaryFolder();
        foreach ((string name, int images) in classes)
        {
            Directory.CreateDirectory(folder.File(name));
            for (int i = 0; i < images; i++)
                File.Copy(Pictures.File("plain.jpg"), Path.Combine(folder.File(name), $"{i}.jpg"));
        }

        return folder;
    }
}
