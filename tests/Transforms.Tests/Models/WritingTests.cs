
namespace MlNetDeep.Transforms.Tests;

/// <summary>Files that cannot be written: nothing half-written stays, and what was there before is unchanged.</summary>
public sealed class WritingTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();
    private readonly ConvNetTransformer _model;
    private readonly DataViewSchema _schema;

    public WritingTests()
    {
        _model = _ml.DeepLearning.Score(Network.Input(1, 8, 8).Flatten().Dense(20_000).ReLU().Dense(3).Build());
        _schema = _ml.Data.LoadFromEnumerable(Rows.Pictures(1)).Schema;
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFolderThatDoesNotExistIsNamed(bool export)
    {
        string path = Path.Combine(_folder.File("no such folder"), "model");

        StorageException error = Assert.Throws<StorageException>(() => Write(path, export));

        Assert.Contains($"'{path}' cannot be written", error.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFolderInThePlaceOfTheFileIsAnError(bool export)
    {
        Directory.CreateDirectory(_folder.File("model"));

        Assert.Throws<StorageException>(() => Write(_folder.File("model"), export));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AFullDiskKeepsTheOldFile(bool export)
    {
        using var disk = new Disk(_folder.File("disk"));
        string path = Path.Combine(disk.Folder, "model");
        File.WriteAllText(path, "the old one");

        StorageException error = Assert.Throws<StorageException>(() => Write(path, export));

        Assert.Contains($"there is no space left on the disk of '{disk.Folder}'", error.Message);
        Assert.Equal([path], Directory.GetFiles(disk.Folder));
        Assert.Equal("the old one", File.ReadAllText(path));
    }

    [Fact]
    public async Task APipeInThePlaceOfAModelIsNeitherReadNorReplaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What is no file is told by Linux.");
        string pipe = _folder.File("pipe");
        Assert.Equal(0, (await ChildProcess.RunAsync("mkfifo", "/", pipe)).ExitCode);

        foreach (Action use in (Action[])[() => Write(pipe, true), () => Write(pipe, false), () => _ml.DeepLearning.LoadModel(pipe, out _), () => _ml.DeepLearning.LoadIdx(pipe, pipe)])
            Assert.Contains("it is a named pipe", Assert.Throws<StorageException>(use).Message);
        Assert.Equal([pipe], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void AFullFolderForTemporaryFilesIsNotBlamedOnTheModel()
    {
        Write(_folder.File("model"), export: false);
        using var disk = new Disk(_folder.File("disk"));
        var cramped = new MLContext { TempFilePath = disk.Folder };

        StorageException loading = Assert.Throws<StorageException>(() => cramped.DeepLearning.LoadModel(_folder.File("model"), out _));
        StorageException saving = Assert.Throws<StorageException>(() => cramped.DeepLearning.SaveModel(_model, _schema, _folder.File("other")));
        disk.MakeReadOnly();
        StorageException closed = Assert.Throws<StorageException>(() => cramped.DeepLearning.LoadModel(_folder.File("model"), out _));

        Assert.All([loading, saving], error => Assert.Contains("there is no space left on the disk of the folder for temporary files", error.Message));
        Assert.Contains("the file system of the folder for temporary files", closed.Message);
        Assert.All([loading, saving, closed], error => Assert.Contains("MLContext.TempFilePath", error.Message));
    }

    [Fact]
    public void AModelThatIsNotThereIsNamed() => Assert.Contains(
        $"there is no file '{_folder.File("none")}'", Assert.Throws<StorageException>(() => _ml.DeepLearning.LoadModel(_folder.File("none"), out _)).Message);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnExistingFileIsReplaced(bool export)
    {
        File.WriteAllText(_folder.File("model"), "the old one");

        Write(_folder.File("model"), export);

        Assert.True(new FileInfo(_folder.File("model")).Length > 1_000_000);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    private void Write(string path, bool export)
    {
        if (export)
            _ml.DeepLearning.ExportToOnnx(_model, _schema, path, new() { Form = OnnxForm.Network });
        else
            _ml.DeepLearning.SaveModel(_model, _schema, path);
    }
}
